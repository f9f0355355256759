"""Which values of a spec may be asked for when its template is stamped out: those with which all is proven to be right.

What may be asked for is known of the spec. That nothing but a value changes with an answer is tried: stamped out with
other values, the exported template must be, byte for byte, what `generate` makes of a spec that says them. So nothing
rests on a guess of where a value goes, in a blueprint of the user's own no more than in ours.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.compose.choices import DISPLAY_NAME, NAME, Fixed, answered, choices, said, spoken
from generator.compose.compose import compose, title_words
from generator.errors import UsageError
from generator.render.renderer import Renderer
from generator.render.stamping import Marks, Stamp
from generator.render.tokens import Tokens
from generator.source.problems import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.blueprint.model import Blueprint
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.compose.choices import Choice, Literal
    from generator.spec.model import TaskSpec

_TEXTS = ('"a" ${b} %{c} \\d `e` | {{ f }} {% g %} <h> é 中', "")
_NEXT = str.maketrans("0123456789", "1234567890")  # what matches a pattern may match it with other digits too


class Free(Struct, frozen=True):
    """What is asked for.

    Attributes:
        choice: The value of the spec that the answer takes the place of.
        default: The answer of those who press Enter, as cookiecutter.json has it.
        derived: True where the default is made from other answers.
        may_be_empty: Whether an empty answer is one.
    """

    choice: Choice
    default: str | bool
    derived: bool
    may_be_empty: bool


class Workshop:
    """Makes the template of a spec, and the exported template of it, with whatever values."""

    def __init__(self, spec: TaskSpec, catalog: Catalog, blueprint: Blueprint, target: Target) -> None:
        """Take what the template is made from; all of it must be right."""
        self._spec, self._catalog, self._blueprint, self._target = spec, catalog, blueprint, target
        self._renderer = Renderer(blueprint)
        composition = compose(spec, catalog, blueprint, target)
        self._files = files = self._renderer.render(composition)
        about = json.dumps(title_words(blueprint, composition.agent_name), ensure_ascii=True)
        self._from_name = f"cookiecutter.name | titled({about})"  # as compose makes it where the spec has none
        self._candidates, self._fixed = choices(spec, blueprint, composition)
        word = f"t{hashlib.sha256(b''.join(files.values())).hexdigest()[:16]}"  # nothing holds its own digest
        values = (str(value) for each in self._candidates for value, _ in ((each.value, ""), *each.values))
        self.marks = Marks([*(data.decode() for data in files.values()), *values], word)
        self._tokens = Tokens(word)
        self._answering = Renderer(blueprint, self._tokens)

    def free(self) -> tuple[list[Free], list[Fixed]]:
        """What may be asked for, and what may not and why.

        Raises:
            UsageError: Not even the name may, as a blueprint of the user's own uses it.
        """
        kept: list[Free] = []
        fixed = list(self._fixed)
        every = [self._asked(each) for each in self._candidates]
        named = [each for each in every if each.choice.key in {NAME, DISPLAY_NAME}]
        for asked in every:
            key = asked.choice.key
            reason, may_be_empty = self._objection([each for each in every if each is asked or each in named], key)
            if not reason:
                kept.append(replace(asked, may_be_empty=may_be_empty))
            elif asked in named:
                raise UsageError(f"`{key}` cannot be asked for: {reason}")
            else:
                fixed.append(Fixed(key, reason))
        differing = self._disagreeing(kept)
        if differing:
            raise UsageError(f"the answers do not go together: more than their values changes ({', '.join(differing)})")
        return kept, fixed

    def template(self, asked: Sequence[Free]) -> dict[str, str]:
        """The files of the exported template, below its own folder."""
        spec = self._spec
        for each in asked:
            if each.choice.key == NAME:  # letters, digits and hyphens, which nothing escapes, so it may go anywhere
                spec = said(spec, each.choice, self._tokens.word("cookiecutter.name"))
        composition = compose(spec, self._catalog, self._blueprint, self._target)
        for each in asked:
            if each.choice.key != NAME:
                composition = answered(composition, each.choice)
        files = self._answering.render(composition)
        return {name: self.marks.template(data.decode(), self._tokens) for name, data in files.items()}

    def _asked(self, choice: Choice) -> Free:
        derived = choice.key == DISPLAY_NAME and not self._spec.display_name
        default = self.marks.around(self._from_name) if derived else spoken(choice.value)
        return Free(choice, default, derived, may_be_empty=True)

    def _objection(self, asked: Sequence[Free], key: str) -> tuple[str, bool]:
        """Why one of the choices is not free, or nothing; and whether the empty text is one of its values."""
        (choice,) = (each.choice for each in asked if each.choice.key == key)
        template = Stamp(self.template(asked), self.marks)
        tried, may_be_empty = 0, False
        for value in [None, *_others(choice)]:
            differing = self._differing(template, asked, {} if value is None else {key: value})
            if differing is None or (differing and value == ""):
                continue
            if differing:
                return f"more than a value changes with it ({', '.join(differing)})", False
            tried += 1
            may_be_empty |= value == "" or (value is None and choice.value == "")
        return "" if tried > 1 else "no other value is known to be taken", may_be_empty

    def _disagreeing(self, asked: Sequence[Free]) -> list[str]:
        """The files that are not what they should be where all answers are others at once."""
        template = Stamp(self.template(asked), self.marks)
        found: dict[str, None] = {}
        for turn in range(max(len(_others(each.choice)) for each in asked) + 1):
            given = {}
            for each in asked:
                others = [other for other in _others(each.choice) if other != "" or each.may_be_empty]
                if turn and not (turn == 1 and each.derived):
                    given[each.choice.key] = others[turn % len(others)]
            found |= dict.fromkeys(self._differing(template, asked, given) or ())
        return list(found)

    def _differing(self, template: Stamp, asked: Sequence[Free], given: Mapping[str, Literal]) -> list[str] | None:
        """The files that stamping gives otherwise than `generate` would; None where `generate` refuses the values."""
        spec, wanted = self._spec, self._files
        for each in asked:
            if each.choice.key in given:
                spec = said(spec, each.choice, given[each.choice.key])
        try:
            if given:
                wanted = self._renderer.render(compose(spec, self._catalog, self._blueprint, self._target))
        except (InvalidInputError, UsageError):
            return None
        defaults = {each.choice.key: each.default for each in asked}
        got = template.files(defaults, {key: spoken(value) for key, value in given.items()})
        return [name for name in {**wanted, **got} if wanted.get(name) != got.get(name)]


def _others(choice: Choice) -> list[Literal]:
    """Values to try, the likeliest to be taken first."""
    value = choice.value
    if choice.key == NAME:
        return ["probe", "Another-1"]
    if choice.values:
        return [each for each, _ in choice.values if each != value] or [value]
    match value:
        case bool():
            return [not value]
        case str():
            pattern = [value.translate(_NEXT), value * 2, value[:1]] if "regex" in choice.limits else []
            return [*_TEXTS, *pattern]
        case _:
            bounds = [bound for bound in (choice.limits.get("min"), choice.limits.get("max")) if isinstance(bound, int)]
            return [value + 1, value - 1, value * 2 + 10, 2.5, *bounds]
