"""Faults that Terraform takes and Coder does not: when the template is imported, or when a workspace is built."""

from __future__ import annotations

from generator.diagnostics import Edit
from generator.hcl.expressions import Literal
from tests.mutations.parameters import parameters
from tests.mutations.subject import Chances, Kind, Subject, insert, put


def parameter_named_twice(subject: Subject) -> Chances:
    bodies = [body for body in subject.bodies_at("coder_parameter") if "for_each" not in body.body.attributes]
    for one in bodies:
        for other in bodies:
            if one is not other:
                yield [put(other, "name", subject.text_of(one.body.attributes["name"].expression.span))]


def slug_twice(subject: Subject) -> Chances:
    bodies = [body for body in subject.bodies_at("coder_app") if "for_each" not in body.body.attributes]
    for one in bodies:
        for other in bodies:
            if one is not other:
                yield [put(other, "slug", subject.text_of(one.body.attributes["slug"].expression.span))]


def agent_name_illegal(subject: Subject) -> Chances:
    for block in subject.template.blocks("resource"):
        if block.label(0) == "coder_agent":
            for name in ("my_agent", "main--dev", "dev-"):
                uses = (each.traversal for each in subject.references if each.traversal.root == "coder_agent")
                steps = (use.steps[0] for use in uses if use.attributes[1:2] == (block.label(1),))
                yield [Edit(block.labels[1].span, f'"{name}"'), *(Edit(step.span, f".{name}") for step in steps)]


def preset_of_an_unknown_parameter(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_workspace_preset"):
        yield [put(body, "parameters", '{ nothing = "x" }')]


def preset_value_not_an_option(subject: Subject) -> Chances:
    for parameter, _, options, _ in parameters(subject):
        name = parameter.body.attributes["name"].expression
        if options and options[0].block.type == "option" and isinstance(name, Literal):
            for body in subject.bodies_at("coder_workspace_preset"):
                yield [put(body, "parameters", f'{{ {subject.text_of(name.span)} = "nowhere" }}')]


def script_without_trigger(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_script"):
        for name in ("run_on_start", "cron"):
            if name in body.body.attributes:
                yield [Edit(body.body.attributes[name].span, "")]


def task_without_its_app(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_ai_task"):
        if "app_id" in body.body.attributes:
            yield [Edit(body.body.attributes["app_id"].span, "")]


def app_of_a_task_named_twice(subject: Subject) -> Chances:
    """Ids that are known after apply alone, so that the provider sees both only then."""
    for body in subject.bodies_at("coder_ai_task"):
        app = body.body.attributes.get("app_id")
        if app is not None:
            yield [insert(app.span, f"\nsidebar_app {{\n  id = {subject.text_of(app.expression.span)}\n}}")]


def two_tasks(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_ai_task"):
        if not body.path:
            text = subject.text_of(body.block.span).replace(f'"{body.block.label(1)}"', '"another"', 1)
            yield [insert(subject.end, f"\n{text}\n")]


def styling_no_json(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_parameter"):
        yield [put(body, "styling", '"{bold"')]


SERVER: dict[str, tuple[str, Kind]] = {
    "parameter named twice": ("repeated-parameter-name", parameter_named_twice),
    "slug twice": ("repeated-slug", slug_twice),
    "agent name illegal": ("refused-agent-name", agent_name_illegal),
    "preset of an unknown parameter": ("unknown-preset-parameter", preset_of_an_unknown_parameter),
    "preset value not an option": ("invalid-preset-value", preset_value_not_an_option),
    "script without a trigger": ("script-without-trigger", script_without_trigger),
    "task without its app": ("missing-app-id", task_without_its_app),
    "app of a task named twice": ("wrong-app-id", app_of_a_task_named_twice),
    "two tasks": ("two-task-resources", two_tasks),
}
"""Each kind with the rule that finds it, and what finds every place for it."""

ACCEPTED: dict[str, Kind] = {"styling that is no JSON": styling_no_json}
"""What looks like a fault, and neither Terraform nor the server refuses."""
