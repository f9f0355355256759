"""What secrets look like: the shapes find keys and let stand-ins through."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from generator import assets
from generator.catalog.catalog import Catalog
from generator.source.yaml_data import load_data

SHAPES = Catalog().secret_shapes
BODY = "k3Rf81mZq0vYtB7xWc5LdJ2sHnPa9UeGoT4iV6yQ"
HEX = "9f3c1b7ae04d582c6f1e0b9a7d35c8426f1e0b9a7d35c8429f3c1b7ae04d582c"

KEYS = {
    "Anthropic key": f"sk-ant-api03-{BODY}",
    "OpenAI key": f"sk-proj-{BODY}",
    "OpenRouter key": f"sk-or-v1-{HEX}",
    "GitHub token": f"ghs_{BODY[:36]}",
    "GitHub fine-grained token": f"github_pat_{BODY}_{BODY}",
    "GitLab token": f"glpat-{BODY[:20]}",
    "Google API key": f"AIza{BODY[:35]}",
    "AWS access key": "ASIAQ3EGTCZ5LNB4WJ2H",
    "Slack token": f"xoxb-1234098765-{BODY}",
    "Hugging Face token": f"hf_{BODY[:34]}",
    "npm token": f"npm_{BODY[:36]}",
    "DigitalOcean token": f"dop_v1_{HEX}",
    "Vault token": f"hvs.{BODY}",
    "Tailscale key": f"tskey-auth-{BODY[:12]}-{BODY}",
    "Groq key": f"gsk_{BODY}",
    "xAI key": f"xai-{BODY}{BODY}",
    "private key": f"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{BODY}\n",
}


def names(text):
    return [shape.name for shape, _ in SHAPES.find(text)]


def test_the_data_file_meets_its_schema():
    schema = json.loads((assets.schemas() / "secret-shapes.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    data = load_data(assets.modules_catalog() / "secret_shapes.yaml")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == []
    assert all(word == word.lower() for word in (*data["placeholders"], *data["stand_ins"]))


def test_every_shape_has_a_key_here():
    assert set(KEYS) == {shape.name for shape in SHAPES.shapes}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_found_within_a_text_and_as_one_kind_only(name):
    assert names(f"export X='{KEYS[name]}'") == [name]


@pytest.mark.parametrize("name", KEYS)
def test_a_key_glued_to_a_word_or_cut_short_is_none(name):
    assert names(f"x{KEYS[name]}" if not KEYS[name].startswith("-") else KEYS[name].replace("BEGIN", "")) == []
    assert names(KEYS[name][:12]) == []


@pytest.mark.parametrize("name", KEYS)
def test_a_key_filled_with_one_character_is_a_placeholder(name):
    head = re.match(r"-----BEGIN RSA PRIVATE KEY-----\n|[a-zA-Z_]+[-_.]", KEYS[name])
    prefix = head.group() if head else KEYS[name][:4]
    assert names(prefix + "A" * 100) == []


@pytest.mark.parametrize(
    "text", ["", "  ", "<key>", "${KEY}", "$KEY", "your-api-key", "CHANGEME", "xxxxxxxx", "00000000", "ollama", "none"]
)
def test_a_text_that_stands_in_for_a_secret_is_told(text):
    assert SHAPES.is_placeholder(text)


@pytest.mark.parametrize("text", ["hunter2", "correct-horse", "coderRDP!", KEYS["OpenAI key"]])
def test_a_secret_is_not_taken_for_a_placeholder(text):
    assert not SHAPES.is_placeholder(text)


@pytest.mark.parametrize("name", ["api_key", "anthropic_api_key", "github_token", "db_password", "client_secret"])
def test_a_variable_name_that_says_secret_is_told(name):
    assert SHAPES.variable_name.search(name)


@pytest.mark.parametrize("name", ["tokens", "token_count", "image_pull_secret", "public_key", "passwordless", "monkey"])
def test_a_variable_name_that_does_not_is_left_alone(name):
    assert not SHAPES.variable_name.search(name)


@pytest.mark.parametrize(
    "text", ["k8J!x92Lq#vTz0Wm7Rb4", "f3a9c1d8e7b64f0a9d2c5e8b7a1f4c6d", "wJalrXUtnFEMIK7MDENGbPxRfiCYzQ3kT8vL2n9s"]
)
def test_a_text_drawn_by_lot_is_told_by_its_name(text: str) -> None:
    assert SHAPES.is_random("DB_PASSWORD", text)
    assert SHAPES.is_random("api-key".replace("-", "_"), text)
    assert not SHAPES.is_random("image", text)
    assert not SHAPES.is_random("token_url", text)


@pytest.mark.parametrize(
    "text",
    ["", "changeme", "coder-postgres-password-2024", "/run/secrets/k8J9x92Lq7vTz0Wm7Rb4", "1111111111111111111a1b"],
)
def test_what_people_write_is_not_drawn_by_lot(text: str) -> None:
    assert not SHAPES.is_random("password", text)
