"""Which rule says the same as a remark of Terraform: the table of `modules_catalog/terraform_remarks.yaml`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator import assets
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.terraform.commands import Remark


class RemarkRule(Struct, frozen=True):
    """Remarks that a rule stands for.

    Attributes:
        summary: Matches the whole summary.
        detail: Is found in the detail.
        inside: The type of the block that the remark points into; empty for any.
        rule: The name of the rule.
    """

    summary: re.Pattern[str]
    detail: re.Pattern[str]
    inside: str
    rule: str

    def fits(self, remark: Remark, inside: str) -> bool:
        """True when the rule stands for a remark that points into a block of type `inside`."""
        return (
            self.inside in {"", inside}
            and self.summary.fullmatch(remark.summary) is not None
            and self.detail.search(remark.detail) is not None
        )


@cache
def remark_rules() -> tuple[RemarkRule, ...]:
    """The table, in order."""
    rows = _table()["remarks"]
    return tuple(
        RemarkRule(
            re.compile(row["summary"], re.DOTALL),
            re.compile(row.get("detail", "")),
            row.get("inside", ""),
            row["rule"],
        )
        for row in rows
    )


def is_noise(remark: Remark) -> bool:
    """True for what says something of the way in which Terraform was started, and nothing of the template."""
    return any(re.fullmatch(pattern, remark.summary, re.DOTALL) for pattern in _table()["noise"])


def is_unreachable(remark: Remark) -> bool:
    """True for an error of init that says that something could not be downloaded."""
    return remark.severity == "error" and any(re.search(each, remark.detail) for each in _table()["unreachable"])


def rule_for(remark: Remark, inside: str) -> str | None:
    """The name of the rule that says the same, or None.

    Args:
        remark: What Terraform says.
        inside: The type of the block at the top of the file that it points into; empty where there is none.
    """
    return next((each.rule for each in remark_rules() if each.fits(remark, inside)), None)


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load_data(assets.modules_catalog() / "terraform_remarks.yaml")
    return table
