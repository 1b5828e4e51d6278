"""The payloads that Slack sends when somebody does something, field by field."""

from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person

DOMAIN = "sandbox"


def common(kind: str, person: Person, team: str = cast.TEAM) -> dict[str, Any]:
    """Return what every interaction has; *team* is where it happened."""
    return {
        "type": kind,
        "team": {"id": team, "domain": DOMAIN if team == cast.TEAM else "partner"},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team,
        },
        "api_app_id": cast.APP,
        "token": "sandbox",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(person: Person, channel: Channel, name: str, text: str) -> dict[str, str]:
    """Return a slash command's fields, without its `response_url` and `trigger_id`."""
    return {
        "token": "sandbox",
        "team_id": cast.TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.called,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": cast.APP,
        "is_enterprise_install": "false",
    }


def action(
    block: dict[str, Any], element: dict[str, Any], state: dict[str, Any], ts: str
) -> dict[str, Any]:
    """Return the entry of `actions` for *element*, which now has *state*."""
    told = ("type", "action_id", "text", "value", "url", "style", "placeholder", "confirm")
    kept = {key: element[key] for key in told if key in element}
    initial = {key: value for key, value in element.items() if key.startswith("initial_")}
    return {**kept, **initial, **state, "block_id": block["block_id"], "action_ts": ts}


def in_channel(channel: Channel) -> dict[str, str]:
    return {"id": channel.id, "name": channel.called}
