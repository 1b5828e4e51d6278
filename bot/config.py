"""Settings, read once at start from the environment and `.env` (see .env.example)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from bot.errors import SettingsError
from bot.secret_files import SecretFile, SecretFiles

REDIS = r"rediss?://[^\s/?#]*(/+\d*/*)?(\?\w+=[^\s#]*)?|unix://[^?#]+(\?\w+=[^\s#]*)?"
ENV_FILE = Path(".env")  # in the working directory
UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


@dataclass(frozen=True)
class Rate:
    """At most *count* in each *period*."""

    count: int
    period: timedelta


def parse_rate(text: object) -> object:
    """Return the `Rate` that *text* (`30/minute`) means."""
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"\s*([1-9]\d{0,8})\s*/\s*(second|minute|hour|day)\s*", text)
    if not match:
        raise ValueError("must be count/second, minute, hour or day, like 30/minute")
    return Rate(int(match[1]), UNITS[match[2]])


def matching(pattern: str, what: str) -> BeforeValidator:
    """Return a validator that lets only texts of *pattern* pass, and never repeats a text."""

    def check(text: object) -> object:
        if isinstance(text, str) and not re.fullmatch(pattern, text):
            raise ValueError(f"must be {what}")
        return text

    return BeforeValidator(check)


def check_redis_url(text: object) -> object:
    """Let only URLs pass that Redis' client can use; connects to nothing, never repeats a text."""
    if not isinstance(text, str):
        return text
    try:
        if re.fullmatch(REDIS, text):
            pool = ConnectionPool.from_url(text)
            pool.connection_class(**pool.connection_kwargs)
            return text
    except (AttributeError, TypeError, ValueError, RedisError):
        pass  # these errors repeat parts of the URL, and so of its password
    raise ValueError(
        "must be a redis://, rediss:// or unix:// URL with a numeric port and known options; "
        "in a password, write / as %2F, @ as %40, ? as %3F and # as %23"
    )


def parse_ids(text: object) -> object:
    """Return the set of Slack ids (people, user groups) in *text*, separated by commas."""
    if not isinstance(text, str):
        return text
    ids = frozenset(filter(None, re.split(r"[\s,]+", text)))
    if wrong := sorted(id for id in ids if not re.fullmatch(r"[UWS][A-Z0-9]{5,}", id)):
        raise ValueError(f"must be ids of people (U…) and user groups (S…); {wrong[0]} isn't one")
    return ids


RateSetting = Annotated[Rate, NoDecode, BeforeValidator(parse_rate)]
BotToken = Annotated[
    SecretStr, matching(r"xoxb-[A-Za-z0-9-]+", "a bot token, which starts with xoxb-")
]
AppToken = Annotated[
    SecretStr, matching(r"xapp-[A-Za-z0-9-]+", "an app-level token, which starts with xapp-")
]
ApiKey = Annotated[
    SecretStr, matching(r"cpk_[A-Za-z0-9.]+", "a Chutes API key, which starts with cpk_")
]
RedisUrl = Annotated[SecretStr, BeforeValidator(check_redis_url)]
Ids = Annotated[frozenset[str], NoDecode, BeforeValidator(parse_ids)]
FernetKeys = Annotated[
    SecretStr,
    matching(r"[\w-]{43}=(\s*,\s*[\w-]{43}=)*", "Fernet keys (44 characters), separated by commas"),
]
HotkeySeed = Annotated[SecretStr, matching(r"(0x)?[0-9a-fA-F]{64}", "64 hexadecimal digits")]


class Settings(BaseSettings):
    """One field per variable; `read_settings` turns what is wrong into one sentence."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: BotToken
    slack_app_token: AppToken | None = None
    slack_signing_secret: SecretStr | None = Field(default=None, min_length=8)
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: HttpUrl = HttpUrl("https://slack.com/api/")

    chutes_api_url: HttpUrl = HttpUrl("https://api.chutes.ai")
    chutes_api_key: ApiKey | None = None
    chutes_hotkey_seed: HotkeySeed | None = None

    redis_url: RedisUrl | None = None
    take_over_from: str | None = Field(default=None, pattern=r"^[A-Z0-9]+/[A-Z0-9]+$")
    encryption_keys: FernetKeys | None = None

    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    command: str = Field(default="/chutes", pattern=r"^/[a-z0-9_-]{1,31}$")
    limit_per_person: RateSetting = Rate(30, UNITS["minute"])
    limit_per_workspace: RateSetting = Rate(600, UNITS["minute"])
    report_limit_per_person: RateSetting = Rate(10, UNITS["hour"])
    report_limit_per_workspace: RateSetting = Rate(100, UNITS["hour"])
    report_undo_seconds: int = Field(default=15, ge=0, le=3600)
    report_follow_days: int = Field(default=7, ge=1, le=90)
    report_keep_days: int = Field(default=180, ge=1, le=3650)
    report_guests: bool = False
    answer_outsiders: bool = False
    reporters: Ids = frozenset()

    @property
    def fernet_keys(self) -> list[str]:
        """The encryption keys, newest first."""
        keys = self.encryption_keys.get_secret_value() if self.encryption_keys else ""
        return [key.strip() for key in keys.split(",") if key.strip()]

    def shared_redis_url(self) -> str:
        """Return the address of the Redis that several processes share.

        Raises `SettingsError` if there is none: only `run` can do without.
        """
        if not self.redis_url:
            raise SettingsError(
                "REDIS_URL must be set: web and worker share one Redis. "
                "Only `run` works without it."
            )
        return self.redis_url.get_secret_value()

    refresh_seconds: int = Field(default=300, ge=30, le=86_400)
    history_days: int = Field(default=400, ge=30, le=4000)
    change_floor_usd: float = Field(default=1, ge=0)
    change_floor_percent: float = Field(default=5, ge=0, le=100)
    speed_floor_requests: int = Field(default=100, ge=1)
    speed_floor_percent: float = Field(default=15, ge=0, le=100)
    export_max_mb: int = Field(default=1000, ge=1, le=100_000)
    export_upload_max_mb: int = Field(default=100, ge=1, le=1000)

    digest_wait_hours: float = Field(default=3, ge=0, le=12)
    digest_late_hours: float = Field(default=12, ge=1, le=23)

    watches_per_person: int = Field(default=50, ge=1, le=10_000)
    watches_per_workspace: int = Field(default=1000, ge=1, le=10_000)
    watch_floor_percent: float = Field(default=15, ge=1, le=1000)

    @field_validator("*", mode="before")
    @classmethod
    def _out_of_its_file(cls, value: object) -> object:
        return value.read() if isinstance(value, SecretFile) else value

    @model_validator(mode="after")
    def _slack_can_reach_us(self) -> Self:
        if not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError(
                "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) must be set"
            )
        if self.slack_client_id or self.slack_client_secret:
            raise ValueError(
                "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are reserved for installing into many "
                "workspaces, which isn't supported yet: unset them"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        assert isinstance(env_settings, EnvSettingsSource)
        assert isinstance(dotenv_settings, DotEnvSettingsSource)
        files = SecretFiles(settings_cls, env_settings, dotenv_settings)
        return init_settings, files, env_settings, dotenv_settings


class Unconnected(Settings):
    """The settings of somebody who has no Slack: its tokens are optional, and not used."""

    slack_bot_token: SecretStr = SecretStr("xoxb-none")
    slack_signing_secret: SecretStr | None = SecretStr("unused-here")


def read_settings(kind: type[Settings] = Settings) -> Settings:
    """Return the settings; raise `SettingsError`, naming each variable that is wrong."""
    try:
        return load_settings(kind)
    except ValidationError as exc:
        problems = [sentence(error["loc"], error["msg"]) for error in exc.errors()]
        raise SettingsError("\n".join(problems)) from None


def load_settings(kind: type[Settings]) -> Settings:
    """Return the settings; raise `SettingsError` if `.env` cannot be read.

    Raises pydantic's `ValidationError` if a variable is wrong.
    """
    try:
        return kind()
    except OSError as exc:
        raise SettingsError(f"{ENV_FILE} can't be read: {exc.strerror}.") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{ENV_FILE} isn't UTF-8 text.") from exc


def sentence(location: tuple[int | str, ...], problem: str) -> str:
    """Return pydantic's *problem* at *location* as a sentence that names the variable."""
    problem = problem.removeprefix("Value error, ")
    if not location:
        return f"{problem}."
    name = str(location[0]).upper()
    if problem == "Field required":
        return f"{name} must be set; .env.example says where to find it."
    return f"{name}: {problem[0].lower()}{problem[1:]}."
