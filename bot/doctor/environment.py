"""The settings, as they are read at the start: which are wrong, and what is left of them."""

from dataclasses import dataclass
from stat import filemode
from typing import Self

from pydantic import SecretStr, ValidationError, model_validator

from bot.config import ENV_FILE, Settings, load_settings, sentence
from bot.doctor.secrets import kind_of
from bot.errors import SettingsError
from bot.health.findings import Finding, broken, fine, warning

WHERE = {
    "slack_bot_token": "Copy the Bot User OAuth Token (xoxb-…): api.slack.com/apps → your app → "
    "OAuth & Permissions.",
    "slack_app_token": "Generate a token (xapp-…) with the scope connections:write: "
    "api.slack.com/apps → your app → Basic Information → App-Level Tokens.",
    "slack_signing_secret": "Copy the Signing Secret: api.slack.com/apps → your app → Basic "
    "Information → App Credentials.",
    "chutes_api_key": "Make an admin key: `chutes keys create --name slack --admin`; or leave it "
    "empty if nobody should report.",
    "chutes_hotkey_seed": "Copy `hotkey_seed` from ~/.chutes/config.ini; or leave it empty.",
}
CORRECT_IT = "Fix it in .env; .env.example lists what's allowed."
NAMED_SECRETS = {"slack_bot_token", "slack_app_token", "chutes_api_key", "chutes_hotkey_seed"}
MAKE_READABLE = "Make it readable for the user who runs the bot, or recreate it from .env.example."
MAKE_PRIVATE = f"`chmod 600 {ENV_FILE}`: it holds secrets."
WAYS_IN = {"slack_app_token", "slack_signing_secret"}
NO_WAY_IN = (
    "For Socket Mode set SLACK_APP_TOKEN: Basic Information → App-Level Tokens; for HTTP set "
    "SLACK_SIGNING_SECRET: Basic Information → App Credentials."
)


class Usable(Settings):
    """What is left of an environment in which something is wrong; no bot token is the empty one."""

    slack_bot_token: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _slack_can_reach_us(self) -> Self:
        return self


@dataclass(frozen=True)
class Environment:
    """The settings that can be used, and what is wrong with the others."""

    settings: Settings
    wrong: tuple[Finding, ...]


def read_environment() -> Environment:
    """Read the environment and `.env`; nothing in it is an error."""
    try:
        return Environment(load_settings(Settings), ())
    except SettingsError as exc:
        return Environment(Usable(_env_file=None), (broken(str(exc), MAKE_READABLE),))
    except ValidationError as exc:
        errors = exc.errors()
    fields = {str(error["loc"][0]) for error in errors if error["loc"]}
    usable = Usable(**{name: Usable.model_fields[name].default for name in fields})
    wrong = [_wrong(error["loc"], error["msg"], error["input"]) for error in errors]
    has_way_in = usable.slack_app_token or usable.slack_signing_secret or fields & WAYS_IN
    if fields and not has_way_in:  # pydantic looks at single fields first, and then no further
        wrong.append(broken("Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.", NO_WAY_IN))
    return Environment(usable, tuple(wrong))


def _wrong(location: tuple[int | str, ...], problem: str, given: object) -> Finding:
    name = str(location[0]) if location else ""
    if not name:
        return broken(
            sentence(location, problem), NO_WAY_IN if "must be set" in problem else CORRECT_IT
        )
    mend = WHERE.get(name, CORRECT_IT)
    if problem == "Field required":
        return broken(f"{name.upper()} isn't set.", mend)
    if name in NAMED_SECRETS and isinstance(given, str):
        return broken(f"{name.upper()} is {kind_of(given)}.", mend)
    return broken(sentence(location, problem), mend)


async def settings_of(environment: Environment) -> list[Finding]:
    """Say which settings are wrong; else which way the bot goes."""
    wrong = [*environment.wrong, *_secret(environment.settings)] or [_right(environment.settings)]
    return [*wrong, *_shown_to_others()]


def _shown_to_others() -> list[Finding]:
    """Say so if others on this machine may read the file with the tokens."""
    try:
        mode = ENV_FILE.stat().st_mode
    except OSError:
        return []
    if not mode & 0o077:
        return []
    return [
        warning(
            f"Other users of this machine can read {ENV_FILE} ({filemode(mode)}).", MAKE_PRIVATE
        )
    ]


def _secret(settings: Settings) -> list[Finding]:
    secret = settings.slack_signing_secret
    if secret is None or settings.slack_app_token:
        return []
    kind = kind_of(secret.get_secret_value())
    if kind == "a signing secret or a client secret":
        return []
    return [broken(f"SLACK_SIGNING_SECRET is {kind}.", WHERE["slack_signing_secret"])]


def _right(settings: Settings) -> Finding:
    return fine("All settings are valid; " + mode(settings) + ".")


def mode(settings: Settings) -> str:
    """Return the way by which Slack reaches the bot, and why that one."""
    if settings.slack_app_token:
        return "Socket Mode, because SLACK_APP_TOKEN is set"
    return "HTTP, because SLACK_APP_TOKEN isn't set"
