"""The app as its manifest describes it: the part that this Slack acts on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml

import bot

INSTALLED = Path(bot.__file__).parent / "manifest.yml"  # where a wheel has it
MANIFEST = INSTALLED if INSTALLED.exists() else INSTALLED.parent.parent / "manifest.yml"


@dataclass(frozen=True)
class Command:
    name: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    name: str
    kind: str  # "message" or "global"
    callback_id: str


@dataclass(frozen=True)
class Manifest:
    """What the app may do (*scopes*, optional ones too) and what it wants to hear (*events*)."""

    name: str
    bot_name: str
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = field(default_factory=frozenset)
    events: frozenset[str] = field(default_factory=frozenset)
    home: bool = False
    messages_tab: bool = False  # whether people can write to the app in it
    interactive: bool = False
    socket_mode: bool = False

    @classmethod
    def read(cls, source: Path | Mapping[str, Any]) -> Self:
        """Return the manifest in *source*: a YAML file, or what one would contain."""
        document = yaml.safe_load(source.read_text()) if isinstance(source, Path) else source
        features, settings = document.get("features", {}), document.get("settings", {})
        scopes = document.get("oauth_config", {}).get("scopes", {})
        return cls(
            name=document["display_information"]["name"],
            bot_name=features.get("bot_user", {}).get("display_name", "bot"),
            commands=tuple(_command(entry) for entry in features.get("slash_commands", [])),
            shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts", [])),
            scopes=frozenset(scopes.get("bot", [])) | frozenset(scopes.get("bot_optional", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            home=bool(features.get("app_home", {}).get("home_tab_enabled")),
            messages_tab=_takes_messages(features.get("app_home", {})),
            interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
            socket_mode=bool(settings.get("socket_mode_enabled")),
        )

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        return next((entry for entry in self.shortcuts if entry.callback_id == callback_id), None)


def _takes_messages(home: Mapping[str, Any]) -> bool:
    is_read_only = home.get("messages_tab_read_only_enabled", True)
    return bool(home.get("messages_tab_enabled")) and not is_read_only


def _command(entry: Mapping[str, Any]) -> Command:
    return Command(entry["command"], entry.get("usage_hint", ""), entry.get("should_escape", False))


def _shortcut(entry: Mapping[str, Any]) -> Shortcut:
    return Shortcut(entry["name"], entry["type"], entry["callback_id"])
