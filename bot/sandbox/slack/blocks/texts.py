"""Text objects, options, confirm dialogs, rich text: what blocks and elements are made of."""

from collections.abc import Mapping

from bot.sandbox.slack.blocks.problems import Check
from bot.sandbox.slack.blocks.rules import both, items, one_of, rule, shape, typed
from bot.sandbox.slack.blocks.values import boolean, integer, number, public_url, string, url

TEXT_MAX = 3000
ID_MAX = 255

block_id = {"block_id": string(1, ID_MAX)}
action_id = {"action_id": string(1, ID_MAX)}


def plain(high: int = TEXT_MAX) -> Check:
    """A `plain_text` object of at most *high* characters."""
    return typed({"plain_text": shape({"text": string(1, high)}, {"emoji": boolean})})


def mrkdwn(high: int = TEXT_MAX) -> Check:
    return typed({"mrkdwn": shape({"text": string(1, high)}, {"verbatim": boolean})})


def text(high: int = TEXT_MAX) -> Check:
    """A text object of either kind."""
    return typed(
        {
            "plain_text": shape({"text": string(1, high)}, {"emoji": boolean}),
            "mrkdwn": shape({"text": string(1, high)}, {"verbatim": boolean}),
        }
    )


style_of_button = one_of("primary", "danger")
confirm = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": style_of_button},
)


def option(label: Check, *, may_link: bool = False) -> Check:
    link = {"url": url} if may_link else {}
    return shape({"text": label, "value": string(1, 75)}, {"description": plain(75), **link})


_slack_file = both(
    shape({}, {"id": string(1), "url": url}),
    rule(lambda file: len(file) == 1, "must define either `id` or `url`"),
)
_image_fields = {"image_url": public_url, "slack_file": _slack_file}


def image(further: Mapping[str, Check] | None = None) -> Check:
    """An image, as an element or (with *further* fields) as a block."""
    return both(
        shape({"alt_text": string(1, 2000)}, {**_image_fields, **(further or {})}),
        rule(
            lambda value: ("image_url" in value) != ("slack_file" in value),
            "must define either `image_url` or `slack_file`",
        ),
    )


image_element = image()
image_object = typed({"image": image_element})

_style = shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean),
)
_styled = {"style": _style}
_text = shape({"text": string(1)}, _styled)
_link = shape({"url": url}, {"text": string(1), "unsafe": boolean, **_styled})
_pieces = typed(
    {
        "text": _text,
        "link": _link,
        "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _styled),
        "channel": shape({"channel_id": string(1)}, _styled),
        "color": shape({"value": string(1)}, _styled),
        "date": shape(
            {"timestamp": number, "format": string(1)},
            {"url": url, "fallback": string(1), **_styled},
        ),
        "emoji": shape({"name": string(1)}, {"unicode": string(1), "url": url, **_styled}),
        "team": shape({"team_id": string(1)}, _styled),
        "user": shape({"user_id": string(1)}, _styled),
        "usergroup": shape({"usergroup_id": string(1)}, _styled),
    }
)
_border = {"border": one_of(0, 1)}
_section = shape({"elements": items(_pieces, low=0)})
_list = shape(
    {
        "elements": items(typed({"rich_text_section": _section})),
        "style": one_of("bullet", "ordered"),
    },
    {"indent": integer(0, 8), **_border},
)
_parts = typed(
    {
        "rich_text_section": _section,
        "rich_text_list": _list,
        "rich_text_quote": shape({"elements": items(_pieces, low=0)}, _border),
        "rich_text_preformatted": shape(
            {"elements": items(typed({"text": _text, "link": _link}), low=0)}, _border
        ),
    }
)
rich_text = shape({"elements": items(_parts)}, block_id)
rich_text_object = typed({"rich_text": rich_text})
