"""What is said of the places that a rewriting left as they are."""

from __future__ import annotations

from typing import Final

from generator.diagnostics import RuleInfo, Severity

LEFT: Final = RuleInfo(
    "left-as-it-is", "rewrite", "a place that could not be decided and was left as it is", Severity.WARNING
)
