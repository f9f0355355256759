"""The list of all rules. A rule is a module with `INFO` and `check`; its line here is what makes it run."""

from __future__ import annotations

from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.check.deep import DEEP_RULES
from generator.check.rule import Rule
from generator.check.suppression import UNKNOWN, UNUSED
from generator.errors import UsageError
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from generator.check.rule import Check
    from generator.diagnostics import RuleInfo

RULE_NAMES: dict[str, tuple[str, ...]] = {
    "syntax": (
        "invalid-syntax",
        "unread-file",
    ),
    "language": (
        "undeclared-reference",
        "missing-provider-source",
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
        "wrong-labels",
        "refused-setting",
        "refused-refactoring",
        "constant-condition",
        "refused-dynamic",
        "refused-meta-argument",
        "refused-variable",
        "refused-variable-value",
        "refused-override",
        "refused-provider-reference",
        "kept-ephemeral-value",
        "count-and-for-each",
        "unknown-function",
        "function-arity",
        "refused-expression",
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
        "fractional-number",
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
        "missing-module-folder",
        "malformed-registry-source",
        "unknown-module-release",
        "unpinned-module",
        "module-range-crosses-break",
        "unknown-module-input",
        "missing-module-input",
        "module-input-type",
        "module-input-value",
        "unknown-module-output",
        "unmeetable-constraints",
        "terraform-not-on-target",
        "malformed-constraint",
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
        "agents-share-port",
    ),
    "preset": (
        "unknown-preset-parameter",
        "invalid-preset-value",
        "duplicate-preset-name",
        "several-default-presets",
        "incomplete-prebuild",
        "prebuild-replaced-at-claim",
    ),
    "security": (
        "secret-in-text",
        "literal-secret-input",
        "secret-variable-not-sensitive",
        "secret-output-not-sensitive",
        "secret-parameter",
        "agent-skips-permissions",
        "agent-logs-secret",
        "privileged-container",
        "mounted-engine-socket",
        "public-agent-app",
    ),
    "cost": (
        "compute-survives-stop",
        "no-ttl-hint",
    ),
    "style": ("unformatted",),
}
"""Family to its rules, in the order in which they are listed to people."""

OPT_IN = frozenset({"style"})
"""The families that run only where they, or rules of them, are asked for by name."""

NEEDS: dict[str, str] = {
    "module": "module",
    "preset": "coder_workspace_preset",
    "agent-logs-secret": "module",
    "agent-skips-permissions": "module",
    "agent-without-compute": "coder_agent",
    "agents-share-port": "module",
    "ai-prompt-unread": "coder_parameter",
    "compute-survives-stop": "coder_agent",
    "env-merge-conflict": "merge_strategy",
    "ephemeral-parameter": "coder_parameter",
    "five-field-cron": "cron",
    "metadata-target-twice": "coder_metadata",
    "missing-app-id": "coder_ai_task",
    "misspelt-ai-prompt": "coder_parameter",
    "mounted-engine-socket": "container",
    "no-task-at-import": "coder_ai_task",
    "null-default-variable": "variable",
    "overlapping-schedules": "schedule",
    "privileged-container": "container",
    "public-agent-app": "public",
    "refused-agent-name": "coder_agent",
    "refused-cron": "cron",
    "refused-default": "coder_parameter",
    "refused-form-type": "coder_parameter",
    "refused-option": "coder_parameter",
    "refused-override": "override.tf",
    "kept-ephemeral-value": "ephemeral",
    "refused-provider-reference": "provider",
    "refused-script-order": "coder_script_order",
    "refused-timezone": "timezone",
    "refused-validation": "coder_parameter",
    "refused-workspace-tags": "coder_workspace_tags",
    "repeated-agent-name": "coder_agent",
    "repeated-parameter-name": "coder_parameter",
    "required-parameter-in-task": "coder_parameter",
    "required-parameter-with-validation": "coder_parameter",
    "constant-condition": "condition",
    "refused-dynamic": "dynamic",
    "refused-variable": "variable",
    "refused-variable-value": ".tfvars",
    "refused-setting": "terraform",
    "script-without-trigger": "coder_script",
    "secret-output-not-sensitive": "output",
    "secret-parameter": "coder_parameter",
    "malformed-constraint": "version",
    "unmeetable-constraints": "version",
    "terraform-not-on-target": "version",
    "unread-file": ".tf",
    "wrong-app-id": "coder_ai_task",
}
"""Rule or family to a word without which no template gives it anything to find: the rule is not even loaded then."""

SUPPRESSION_RULES: tuple[RuleInfo, ...] = (UNKNOWN, UNUSED)
"""Rules about the comments that silence rules; the runner itself applies them."""

_WITHOUT_CHECK: tuple[RuleInfo, ...] = (*SUPPRESSION_RULES, *DEEP_RULES)


class ListedRule(Struct, frozen=True, dict=True):
    """A rule of the list, whose code is loaded when it is first asked for."""

    name: str
    family: str
    needs: str

    @cached_property
    def info(self) -> RuleInfo:
        """What is known of it."""
        return self._rule.info

    @cached_property
    def check(self) -> Check:
        """What finds."""
        return self._rule.check

    @cached_property
    def _rule(self) -> Rule:
        module = import_module(f"generator.check.rules.{self.family}.{self.name.replace('-', '_')}")
        return Rule(module.INFO, module.check)


@cache
def all_rules() -> tuple[ListedRule, ...]:
    """Every rule, families in order."""
    return tuple(
        ListedRule(name, family, NEEDS.get(name, NEEDS.get(family, "")))
        for family, names in RULE_NAMES.items()
        for name in names
    )


@cache
def rule_names() -> tuple[str, ...]:
    """The names of all rules, those without a check of their own among them."""
    listed = [name for names in RULE_NAMES.values() for name in names]
    return (*listed, *(info.name for info in _WITHOUT_CHECK))


def rule_families() -> tuple[str, ...]:
    """The families of all rules."""
    return tuple(dict.fromkeys([*RULE_NAMES, *(info.family for info in _WITHOUT_CHECK)]))


def rule_info(name: str) -> RuleInfo:
    """What is known of a rule by its name.

    Raises:
        UsageError: There is no such rule; near matches are offered.
    """
    for info in _WITHOUT_CHECK:
        if info.name == name:
            return info
    for rule in all_rules():
        if rule.name == name:
            return rule.info
    raise UsageError(f"there is no rule `{name}`.{did_you_mean(name, rule_names())}")


def usual_families() -> tuple[str, ...]:
    """The families that run where nothing is said."""
    return tuple(family for family in rule_families() if family not in OPT_IN)


def select(chosen: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> tuple[ListedRule, ...]:
    """The rules to run.

    Args:
        chosen: Names of rules or families; those of `usual_families` where empty.
        ignored: Names of rules or families to leave out.

    Raises:
        UsageError: A name is no rule and no family.
    """
    for name in (*chosen, *ignored):
        if name not in rule_families() and name not in rule_names():
            raise UsageError(f"there is no rule `{name}`.{did_you_mean(name, rule_names())}")
    wanted = chosen or usual_families()
    return tuple(
        rule
        for rule in all_rules()
        if (rule.name in wanted or rule.family in wanted) and rule.name not in ignored and rule.family not in ignored
    )
