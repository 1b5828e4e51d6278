"""What somebody typed, as Slack hands it on: mentions, channels and links in angle brackets."""

import re
from typing import Any

from bot.sandbox.slack.cast import Channel
from bot.sandbox.slack.workspace import Workspace

TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>|`]*[^\s<>|`.,;:!?'\")])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])@(?P<user>[\w.-]+\w|\w)"
    r"|(?<![\w#])#(?P<channel>[a-z0-9_-]+)"
    r"|(?P<host>(?<![\w.@-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|io|ai|dev|app)(?![\w.-]*\w))"
)
GROUPS = {"here", "channel", "everyone"}


def escaped(text: str) -> str:
    """Return *text* with the three characters escaped that Slack gives a meaning."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(text: str, workspace: Workspace) -> str:
    """Return *text* as it arrives in messages, and in commands with `should_escape`."""
    return "".join(_written(piece) for piece in pieces(text, workspace))


def pieces(text: str, workspace: Workspace) -> list[dict[str, Any]]:
    """Return *text* as the elements of a rich_text_section."""
    found: list[dict[str, Any]] = []
    end = 0
    for match in TOKEN.finditer(text):
        if (piece := _piece(match, workspace)) is None:
            continue
        if match.start() > end:
            found.append({"type": "text", "text": text[end : match.start()]})
        found.append(piece)
        end = match.end()
    if text[end:]:
        found.append({"type": "text", "text": text[end:]})
    return found


def _piece(match: re.Match[str], workspace: Workspace) -> dict[str, Any] | None:
    kind, value = match.lastgroup, match[match.lastgroup or 0]
    if kind == "user":
        return _mention(value, workspace)
    if kind == "channel":
        channel = next((one for one in workspace.channels.values() if one.name == value), None)
        return (
            {"type": "channel", "channel_id": channel.id, "channel": channel} if channel else None
        )
    address = {"mail": f"mailto:{value}", "host": f"http://{value}"}.get(kind or "", value)
    return {"type": "link", "url": address, **({"text": value} if address != value else {})}


def _mention(name: str, workspace: Workspace) -> dict[str, Any] | None:
    if name in GROUPS:
        return {"type": "broadcast", "range": name}
    person = next((one for one in workspace.people.values() if one.name == name), None)
    return {"type": "user", "user_id": person.id} if person else None


def _written(piece: dict[str, Any]) -> str:
    match piece["type"]:
        case "user":
            return f"<@{piece['user_id']}>"
        case "broadcast":
            return f"<!{piece['range']}>"
        case "channel":
            channel: Channel = piece["channel"]
            return f"<#{channel.id}|{channel.name if channel.kind == 'channel' else ''}>"
        case "link":
            label = f"|{escaped(piece['text'])}" if "text" in piece else ""
            return f"<{escaped(piece['url'])}{label}>"
        case _:
            return escaped(piece["text"])


def rich_text(text: str, workspace: Workspace) -> list[dict[str, Any]]:
    """Return the blocks that Slack makes of a typed message: code fences and inline code too."""
    parts: list[dict[str, Any]] = []
    for index, part in enumerate(text.split("```")):
        if index % 2 and part.strip():
            code = [{"type": "text", "text": part.strip("\n")}]
            parts.append({"type": "rich_text_preformatted", "elements": code})
        elif part.strip():
            parts.append({"type": "rich_text_section", "elements": _with_code(part, workspace)})
    return [{"type": "rich_text", "elements": parts}] if parts else []


def _with_code(text: str, workspace: Workspace) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for index, part in enumerate(re.split(r"`([^`\n]+)`", text)):
        if index % 2:
            found.append({"type": "text", "text": part, "style": {"code": True}})
        elif part:
            found += [
                {k: v for k, v in one.items() if k != "channel"} for one in pieces(part, workspace)
            ]
    return found
