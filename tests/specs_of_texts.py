"""Specs with a text of its own in every free-text field, and where each text must come out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = [
    "",
    " ",
    "\n",
    "${path.module}",
    "%{ if true }x%{ endif }",
    "$${a} %%{b} $$${c} %%%{d} $ { % {",
    'a\\b\\\\c\\n\\u0041 \\"',
    "say \"hi\" and 'bye'",
    "tab\there\rreturn\x0bvertical\x0cform\x1b[31mred\x7f\x80\x9f",
    "line\r\nline\r\n",
    "first\nsecond",
    "first\nsecond\n",
    "  indented\n    more\n  back\n",
    "\n\nblank lines first\n",
    "trailing blanks  \n\t\nend\t \n",
    "EOT\n",
    "  EOT  \nEOT_\ntext\n",
    "text\nEOT",
    "<<-EOT\nx\nEOT\n",
    "# no comment // none /* none */ {{ x }} {% y %} {# z #}",
    "`$(rm -rf /)` && echo $HOME; 'x' | cat > f",
    "emoji \U0001f600\U0001f468\u200d\U0001f469 and \u0301combining e\u0301 A\u030a \u1e9b\u0323",
    "\ufeffbyte order mark\ufeff",
    "a\u0085b\u2028c\u2029d\u00a0e\u200b",
    "\ufffd \ufdd0 \ufffe \U0010ffff",
    "true",
    "null",
    "012",
    "- a: b\n- c\n",
    '"}\nresource "x" "y" {}\n',
    "| a | b |\n|---|---|\n",
    "--- \n...\n",
]

_CHARACTERS = st.one_of(
    st.sampled_from("\"'\\$%{}~\n\r\t `#<>|;&!*-= \u0301\u0085\u2028\u2029\ufeff\U0001f600ÅéTEOT"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
_PIECES = st.one_of(
    st.sampled_from(["${", "%{", "$${", "%%{", "\\u0041", "\\", '"', "\n", "\r\n", "EOT", "\nEOT\n", "  ", "}", "~}"]),
    st.text(_CHARACTERS, max_size=8),
)
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(_CHARACTERS, max_size=40), st.lists(_PIECES, max_size=12).map("".join)
)


def normal(value: Any) -> Any:
    """A value as Terraform keeps it: every text in it in normal form C."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(item) for item in value]
        case dict():
            return {normal(key): normal(item) for key, item in value.items()}
        case _:
            return value


@dataclass
class Texts:
    """Hands out texts, each field its own, and keeps what must come out where."""

    supply: list[str]
    expected: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def any(self, *place: str, fits: Callable[[str], str] = str) -> str:
        """The next text, made to fit a field; with a place, it is expected there."""
        self.supply.append(self.supply.pop(0))
        text = fits(self.supply[-1])
        if place:
            self.expected[place] = normal(text)
        return text

    def value(self, value: Any, *place: str) -> Any:
        self.expected[place] = normal(value)
        return value


def some(text: str) -> str:
    """Text where there must be some."""
    return text or "some"


def at_most(size: int) -> Callable[[str], str]:
    """Text of at most so many bytes, in whole characters, some of them."""
    return lambda text: normal(text).encode()[:size].decode(errors="ignore") or "some"


def title(text: str) -> str:
    """One line without blanks around it."""
    return " ".join(text.split())[:64].strip() or "Some title"


def different(text: str, number: int) -> str:
    """Text that is no other field's."""
    return f"{text}{number}"


def full_spec(t: Texts) -> dict[str, Any]:
    """A spec with claude-code that has a text in every field but those of a custom agent."""
    choice = [different(t.any(), i) for i in range(3)]
    names = [different(t.any(), i).lstrip("%") for i in range(4)]
    listed = [t.any(), t.any(), t.any()]
    nested = {different(t.any(), 1): [t.any(), {"b": t.any(), different(t.any(), 2): None}, 1, 2.5, True], "c": t.any()}
    code = "module.code-server"
    agent = "module.claude-code"
    setup = t.any("data", "data.coder_parameter.setup_script", "default", fits=some)
    parameter = "data.coder_parameter.{}".format
    chosen = t.any()
    return {
        "name": "properties",
        "display_name": t.any("readme", "display_name", fits=title),
        "description": t.any("readme", "description", fits=at_most(127)),
        "tags": t.value([some(t.any()), "other tag"], "readme", "tags"),
        "coder": "2.34",
        "blueprint": {
            "name": "docker",
            "options": {
                "image": t.any("resource", "docker_container.workspace[0]", "image"),
                "docker_host": t.any("variable", "docker_host"),
                "cpus": {
                    "parameter": {
                        "default": 2,
                        "display_name": t.any("data", parameter("cpus"), "display_name", fits=some),
                        "description": t.any("data", parameter("cpus"), "description", fits=some),
                        "options": [
                            {
                                "name": t.any("data", parameter("cpus"), "option", "0", "name", fits=some),
                                "value": 2,
                                "description": t.any("data", parameter("cpus"), "option", "0", "description"),
                            }
                        ],
                    }
                },
            },
        },
        "agent": {
            "id": "claude-code",
            "model": t.any("module", agent, "model"),
            "workdir": t.any("module", agent, "workdir"),
            "system_prompt": t.any("module", agent, "system_prompt"),
            "inputs": {
                "mcp": t.any("module", agent, "mcp"),
                "post_install_script": t.any("module", agent, "post_install_script"),
                "mcp_config_remote_path": t.value(listed, "module", agent, "mcp_config_remote_path"),
            },
        },
        "setup": {"script": setup},
        "repositories": [
            t.any("module", "module.git-clone", "url", fits=some),
            {
                "url": t.any("module", "module.git-clone-2", "url"),
                "branch": t.any("module", "module.git-clone-2", "branch_name", fits=some),
                "folder": "second",
            },
        ],
        "parameters": [
            {
                "name": t.value(names[0], "data", "{0}", "name"),
                "display_name": t.any("data", "{0}", "display_name"),
                "description": t.any("data", "{0}", "description"),
                "default": t.any("data", "{0}", "default"),
                "validation": {"regex": "(?s).*", "error": t.any("data", "{0}", "validation", "0", "error", fits=some)},
            },
            {
                "name": t.value(names[1], "data", "{1}", "name"),
                "default": t.value(choice[0], "data", "{1}", "default"),
                "options": [
                    {
                        "name": t.any("data", "{1}", "option", str(i), "name", fits=lambda x, i=i: different(x, i)),
                        "value": t.value(each, "data", "{1}", "option", str(i), "value"),
                        "description": t.any("data", "{1}", "option", str(i), "description"),
                    }
                    for i, each in enumerate(choice)
                ],
            },
            {
                "name": t.value(names[2], "data", "{2}", "name"),
                "type": "list(string)",
                "default": t.value([t.any(), t.any()], "data", "{2}", "default", "json"),
            },
        ],
        "presets": [
            {
                "name": t.value(names[3], "data", "preset", "name"),
                "description": t.any("data", "preset", "description", fits=at_most(128)),
                "parameters": {
                    names[0]: t.value(chosen, "data", "preset", "parameters", normal(names[0])),
                    names[1]: t.value(choice[1], "data", "preset", "parameters", normal(names[1])),
                    names[2]: t.value(listed, "data", "preset", "parameters", normal(names[2]), "json"),
                },
            }
        ],
        "env": {
            **{f"TEXT_{i}": t.any("resource", f"coder_env.text_{i}", "value") for i in range(len(t.supply))},
            "SECRET": {"variable": "secret", "description": t.any("description", "secret", fits=some)},
            "TOKEN": {"external_auth": t.any("data", "data.coder_external_auth.", "id", fits=some)},
        },
        "identity": {"external_auth": [t.expected["data", "data.coder_external_auth.", "id"]]},
        "apps": [
            {
                "slug": "command",
                "command": t.any("resource", "coder_app.command", "command", fits=some),
                "display_name": t.any("resource", "coder_app.command", "display_name", fits=at_most(64)),
                "group": t.any("resource", "coder_app.command", "group", fits=at_most(64)),
            }
        ],
        "modules": [
            {
                "id": "code-server",
                "inputs": {
                    "settings": t.value(nested, "module", code, "settings"),
                    "extensions": t.value(listed[:2], "module", code, "extensions"),
                    "folder": t.any("module", code, "folder"),
                },
            }
        ],
    }


def custom_spec(t: Texts, form: str) -> dict[str, Any]:
    """A spec with an agent of one's own, whose start command goes through a shell script."""
    spec: dict[str, Any] = {
        "name": "custom",
        "blueprint": "docker",
        "agent": {
            "id": "custom",
            "form": form,
            "start_command": t.any("started", fits=some),
            "model": t.any("env", "TASK_MODEL"),
            "system_prompt": t.any("env", "TASK_SYSTEM_PROMPT"),
        },
        "setup": {"script": t.any("data", "data.coder_parameter.setup_script", "default"), "packages": ["jq"]},
    }
    if form == "binary":
        t.value(spec["setup"]["script"], "setup after packages")
        spec["agent"]["workdir"] = t.any("env", "TASK_WORKDIR")
    else:
        spec["agent"]["workdir"] = t.any("module", "module.custom", "folder")
    return spec


def workspace_spec(t: Texts) -> dict[str, Any]:
    """A spec for a Coder without Tasks; the setup is a script of the template itself."""
    path = "/h?a=${b}&$${c}%7B%20\"\\u0041é'"
    for slug in ("literal", "computed"):
        t.value(f"http://localhost:80{path}", "resource", f"coder_app.{slug}", "healthcheck", "0", "url")
    return {
        "name": "workspace",
        "coder": "2.38",
        "blueprint": "docker",
        "setup": {"script": t.any("resource", "coder_script.setup", "script")},
        "apps": [
            {"slug": "literal", "port": 80, "healthcheck": path},
            {"slug": "computed", "port": {"expr": "40 + 40"}, "healthcheck": path},
        ],
    }
