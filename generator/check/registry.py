"""The list of all rules. A rule is a module with `INFO` and `check`; its line here is what makes it run."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from generator.check.rule import Rule
from generator.check.suppression import UNKNOWN, UNUSED
from generator.errors import UsageError
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from generator.diagnostics import RuleInfo

RULE_NAMES: dict[str, tuple[str, ...]] = {
    "syntax": (
        "invalid-syntax",
        "unread-file",
    ),
    "language": (
        "undeclared-reference",
        "unknown-resource-type",
        "absent-in-provider-release",
        "unknown-argument",
        "missing-argument",
        "read-only-argument",
        "argument-type",
        "unknown-block",
        "missing-block",
        "too-many-blocks",
        "duplicate-declaration",
        "count-and-for-each",
        "unknown-function",
        "function-arity",
        "reference-cycle",
        "unknown-attribute",
    ),
    "provider": (
        "refused-value",
        "refused-text",
        "malformed-url",
        "too-long",
        "out-of-range",
        "conflicting-arguments",
        "repeated-key",
        "incomplete-block",
        "script-without-trigger",
        "refused-agent-name",
        "repeated-agent-name",
        "repeated-slug",
        "metadata-target-twice",
        "env-merge-conflict",
        "null-default-variable",
        "agent-without-compute",
        "refused-form-type",
        "refused-default",
        "refused-option",
        "refused-validation",
        "ephemeral-parameter",
        "repeated-parameter-name",
        "required-parameter-with-validation",
        "refused-cron",
        "five-field-cron",
        "overlapping-schedules",
        "refused-timezone",
        "refused-workspace-tags",
        "refused-script-order",
    ),
    "module": (
        "unknown-registry-module",
        "malformed-registry-source",
        "unknown-module-release",
        "unpinned-module",
        "module-range-crosses-break",
        "unknown-module-input",
        "missing-module-input",
        "module-input-type",
        "module-input-value",
        "unknown-module-output",
        "provider-floor",
    ),
    "task": (
        "tasks-not-on-target",
        "agent-without-tasks",
        "task-mechanism-mismatch",
        "missing-task-resource",
        "two-task-resources",
        "no-task-at-import",
        "missing-app-id",
        "wrong-app-id",
        "prompt-not-delivered",
        "ai-prompt-unread",
        "missing-ai-prompt",
        "misspelt-ai-prompt",
        "required-parameter-in-task",
        "conflicting-auth",
    ),
    "preset": (
        "unknown-preset-parameter",
        "invalid-preset-value",
        "duplicate-preset-name",
        "several-default-presets",
        "incomplete-prebuild",
    ),
    "security": (
        "secret-in-text",
        "literal-secret-input",
        "secret-variable-not-sensitive",
        "secret-output-not-sensitive",
        "secret-parameter",
    ),
}
"""Family to its rules, in the order in which they are listed to people."""

SUPPRESSION_RULES: tuple[RuleInfo, ...] = (UNKNOWN, UNUSED)
"""Rules about the comments that silence rules; the runner itself applies them."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, families in order."""
    return tuple(_load(family, name) for family, names in RULE_NAMES.items() for name in names)


@cache
def rule_names() -> tuple[str, ...]:
    """The names of all rules, those about suppressions among them."""
    listed = [name for names in RULE_NAMES.values() for name in names]
    return (*listed, *(info.name for info in SUPPRESSION_RULES))


def rule_info(name: str) -> RuleInfo:
    """What is known of a rule by its name.

    Raises:
        UsageError: There is no such rule; near matches are offered.
    """
    for info in SUPPRESSION_RULES:
        if info.name == name:
            return info
    for family, names in RULE_NAMES.items():
        if name in names:
            return _load(family, name).info
    raise UsageError(f"there is no rule `{name}`.{did_you_mean(name, rule_names())}")


def select(chosen: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """The rules to run.

    Args:
        chosen: Names of rules or families; all where empty.
        ignored: Names of rules or families to leave out.

    Raises:
        UsageError: A name is no rule and no family.
    """
    for name in (*chosen, *ignored):
        if name not in RULE_NAMES:
            rule_info(name)
    return tuple(
        rule
        for rule in all_rules()
        if (not chosen or rule.info.name in chosen or rule.info.family in chosen)
        and rule.info.name not in ignored
        and rule.info.family not in ignored
    )


def _load(family: str, name: str) -> Rule:
    module = import_module(f"generator.check.rules.{family}.{name.replace('-', '_')}")
    return Rule(module.INFO, module.check)
