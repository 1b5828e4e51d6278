"""The environment, right and wrong."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Rate, Settings, read_settings
from bot.errors import SettingsError
from bot.secret_files import is_secret

ROOT = Path(__file__).parent.parent
RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """A folder without .env, and none of our variables set."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def environment(monkeypatch):
    def set_all(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_all


def test_two_tokens_are_enough(environment):
    """With both tokens of Socket Mode everything else has a default."""
    environment(**RIGHT)

    settings = read_settings()
    assert str(settings.chutes_api_url) == "https://api.chutes.ai/"
    assert settings.limit_per_person == Rate(30, timedelta(minutes=1))


def test_empty_means_unset(environment):
    """`.env.example` copied, with its empty lines, is no error."""
    environment(**RIGHT, REDIS_URL="", CHUTES_API_KEY="")

    assert read_settings().redis_url is None


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": ""}, r"SLACK_BOT_TOKEN must be set"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, r"SLACK_BOT_TOKEN: must be a bot token.*xoxb-"),
        ({"SLACK_BOT_TOKEN": "xoxb-…"}, r"SLACK_BOT_TOKEN: must be a bot token"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, r"SLACK_APP_TOKEN: must be an app-level token.*xapp-"),
        ({"SLACK_APP_TOKEN": ""}, r"SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET .* must be set"),
        ({"SLACK_CLIENT_ID": "1.2"}, r"SLACK_CLIENT_ID .* isn't supported yet"),
        ({"SLACK_API_URL": "slack"}, r"SLACK_API_URL: .*valid URL"),
        ({"CHUTES_API_URL": "ftp://x"}, r"CHUTES_API_URL: .*http"),
        ({"CHUTES_API_KEY": "sk-1"}, r"CHUTES_API_KEY: must be a Chutes API key"),
        ({"CHUTES_HOTKEY_SEED": "0x12"}, r"CHUTES_HOTKEY_SEED: must be 64 hexadecimal"),
        ({"REDIS_URL": "localhost:6379"}, r"REDIS_URL: must be a redis://"),
        ({"ENCRYPTION_KEYS": "secret"}, r"ENCRYPTION_KEYS: must be Fernet keys"),
        ({"REPORTERS": "U0ADA00001, ben"}, r"REPORTERS: must be ids .* ben isn't one"),
        ({"REPORT_KEEP_DAYS": "0"}, r"REPORT_KEEP_DAYS: .*greater than or equal to 1"),
        ({"PORT": "x"}, r"PORT: .*integer"),
        ({"PORT": "70000"}, r"PORT: .*65535"),
        ({"LOG_FORMAT": "xml"}, r"LOG_FORMAT: .*console.*json"),
        ({"LIMIT_PER_PERSON": "3/week"}, r"LIMIT_PER_PERSON: must be count/second"),
        ({"LIMIT_PER_WORKSPACE": "0/day"}, r"LIMIT_PER_WORKSPACE: must be count/second"),
        ({"REPORT_UNDO_SECONDS": "-1"}, r"REPORT_UNDO_SECONDS: .*0"),
        ({"COMMAND": "chutes"}, r"COMMAND: "),
    ],
)
def test_a_wrong_variable_is_named(environment, variables, sentence):
    """What is wrong stops the start with a sentence that names the variable."""
    environment(**{**RIGHT, **variables})

    with pytest.raises(SettingsError, match=sentence):
        read_settings()


def test_secrets_are_not_repeated(environment):
    """Neither a mistake nor a repr shows what was in a secret."""
    environment(**RIGHT, CHUTES_API_KEY="sk-very-secret")

    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:hush/0",
        "redis://:hu/sh@127.0.0.1:6379/0",
        "redis://:6379/hush@127.0.0.1:6379/0",
        "redis://:6379?hush@127.0.0.1:6379/0",
        "redis://:6379#hush@127.0.0.1:6379/0",
        "redis://127.0.0.1:70000/0",
        "redis://127.0.0.1/0?hush=1",
        "redis://127.0.0.1/0?socket_timeout=hush",
        "redis://127.0.0.1/0?retry=hush",
        "redis://127.0.0.1/0?connection_class=hush",
        "rediss://127.0.0.1/0?ssl_cert_reqs=hush",
        "redis://[hush/0",
        "unix://",
    ],
)
def test_a_redis_url_that_cannot_be_used(environment, url):
    """It stops the start with a sentence that says how to write one, and repeats nothing of it."""
    environment(**RIGHT, REDIS_URL=url)

    with pytest.raises(SettingsError, match=r"REDIS_URL: must .* / as %2F, @ as %40") as caught:
        read_settings()
    assert "hu" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1",
        "redis://:p@ss%2Fword@127.0.0.1:6379/0",
        "rediss://user:word@[::1]:6380/15?ssl_cert_reqs=none&health_check_interval=30",
        "unix:///tmp/a folder/redis.sock?db=1&password=a/b@c",
    ],
)
def test_a_redis_url_that_can_be_used(environment, url):
    """All that Redis' client understands goes through as it is."""
    environment(**RIGHT, REDIS_URL=url)

    settings = read_settings()
    assert settings.redis_url
    assert settings.redis_url.get_secret_value() == url


def test_settings_keep_their_secrets(environment):
    """Printing the settings shows no token."""
    environment(SLACK_BOT_TOKEN="xoxb-hush", SLACK_APP_TOKEN="xapp-hush")

    assert "hush" not in repr(read_settings())


SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-hush",
    "SLACK_APP_TOKEN": "xapp-hush",
    "SLACK_SIGNING_SECRET": "hush-hush-hush",
    "SLACK_CLIENT_SECRET": "hush",
    "CHUTES_API_KEY": "cpk_hush",
    "CHUTES_HOTKEY_SEED": "ab" * 32,
    "REDIS_URL": "redis://:hush@127.0.0.1:6379/0",
    "ENCRYPTION_KEYS": "h" * 43 + "=",
}
SINGLE = sorted(SECRETS.keys() - {"SLACK_CLIENT_SECRET"})  # which cannot be set without another


def test_secrets_are_known_by_their_type():
    """Every setting that hides itself may be in a file; so this test knows one of each."""
    secret = [name for name, field in Settings.model_fields.items() if is_secret(field.annotation)]

    assert sorted(SECRETS) == sorted(name.upper() for name in secret)


@pytest.mark.parametrize("where", ["environment", ".env"])
@pytest.mark.parametrize("name", SINGLE)
def test_a_secret_out_of_its_file(environment, tmp_path, name, where):
    """`…_FILE` names a file with the secret in it, from either place; line ends do not count."""
    file = tmp_path / "a secret"
    file.write_text(f"{SECRETS[name]}\n")
    given = {**RIGHT, f"{name}_FILE": str(file)}
    given.pop(name, None)
    if where == "environment":
        environment(**given)
    else:
        Path(".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))

    found = getattr(read_settings(), name.lower())
    assert found.get_secret_value() == SECRETS[name]
    assert "hush" not in repr(found)


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "can't be read (No such file or directory)"),
        (b"\xff\xfe\x00", "can't be read (it isn't text)"),
        (b" \n", "is empty"),
    ],
)
def test_a_file_without_a_secret(environment, tmp_path, name, content, sentence):
    """It stops the start with a sentence that names the variable, the file and the reason."""
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    environment(**{**RIGHT, name: "", f"{name}_FILE": str(file)})

    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert f"{name}: the file in {name}_FILE, {file}, {sentence}." in str(caught.value)


@pytest.mark.parametrize("name", SINGLE)
def test_a_secret_given_twice(environment, tmp_path, name):
    """Both the variable and its file: nobody knows which one is meant."""
    (tmp_path / "secret").write_text(SECRETS[name])
    environment(**{**RIGHT, name: SECRETS[name], f"{name}_FILE": str(tmp_path / "secret")})

    with pytest.raises(SettingsError, match=f"{name}: set both here and in {name}_FILE"):
        read_settings()


def test_a_settings_file_that_is_no_text(environment):
    """It is named, and stops the start."""
    environment(**RIGHT)
    Path(".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")

    with pytest.raises(SettingsError, match=r"isn.t UTF-8 text"):
        read_settings()


def test_example_lists_every_setting():
    """`.env.example` and the settings name the same variables."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    listed = {match[1] for line in lines if (match := re.match(r"([A-Z_]+)=", line))}

    assert listed == {name.upper() for name in Settings.model_fields}
