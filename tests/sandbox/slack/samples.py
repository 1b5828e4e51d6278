"""A manifest, blocks and views for tests, as short as they can be."""

from typing import Any

MANIFEST = {
    "display_information": {"name": "Chutes"},
    "features": {
        "bot_user": {"display_name": "chutes"},
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "slash_commands": [
            {"command": "/chutes", "usage_hint": "usage 7d", "should_escape": True},
            {"command": "/plain"},
        ],
        "shortcuts": [
            {"name": "Report", "type": "message", "callback_id": "report"},
            {"name": "Report…", "type": "global", "callback_id": "report_global"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "chat:write.public",
                "commands",
                "files:read",
                "files:write",
                "im:history",
                "im:write",
                "usergroups:read",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "app_uninstalled",
                "member_joined_channel",
                "message.im",
                "tokens_revoked",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def plain(text: str = "text") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "text") -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": action_id, **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "block_id": "buttons", "elements": list(elements), **more}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def select(action_id: str = "pick", *values: str, **more: Any) -> dict[str, Any]:
    options = [option(value) for value in values or ("7d", "30d")]
    return {"type": "static_select", "action_id": action_id, "options": options, **more}


def text_input(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "typed", **more}


def field(block_id: str = "reason", element: dict[str, Any] | None = None, **more: Any) -> Any:
    element = element or text_input()
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Label"),
        "element": element,
        **more,
    }


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Send"),
        "blocks": list(blocks) or [field()],
        **more,
    }


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def raw_number(value: float, text: str = "1") -> dict[str, Any]:
    return {"type": "raw_number", "value": value, "text": text}


def data_table(*rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    rows = rows or ([raw("Chute"), raw("USD")], [raw("llama"), raw_number(1.5, "1.50")])
    return {"type": "data_table", "caption": "Chutes", "rows": list(rows), **more}


def table(*rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "table", "rows": list(rows) or [[raw("A"), raw("B")]], **more}


def series(name: str, **points: float) -> dict[str, Any]:
    data = [{"label": label, "value": value} for label, value in points.items()]
    return {"name": name, "data": data}


def chart(*lines: dict[str, Any], categories: list[str] | None = None, **more: Any) -> Any:
    return {
        "type": "data_visualization",
        "title": "Usage",
        "chart": {
            "type": "line",
            "series": list(lines) or [series("USD", Mon=1, Tue=2)],
            "axis_config": {"categories": categories or ["Mon", "Tue"]},
        },
        **more,
    }


def pie(*segments: tuple[str, float]) -> dict[str, Any]:
    parts = [{"label": label, "value": value} for label, value in segments]
    chart = {"type": "pie", "segments": parts}
    return {"type": "data_visualization", "title": "Usage", "chart": chart}


def rich_text(*elements: dict[str, Any]) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [section]}
