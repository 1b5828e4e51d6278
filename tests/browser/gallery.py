"""One of each: every block and element of Block Kit, where Slack allows it."""

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, **more: Any) -> Block:
    return {"text": plain(text), "value": text.lower(), **more}


def button(text: str, action_id: str, **more: Any) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "1", **more}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def sentence(text: str) -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


DAYS = [f"Nov {day}" for day in range(14, 24)]
SPEND = [41200.5, 43950, 39800, 44710, 47300, 38200, 36100, 45900, 48800, 51250.75]
CONFIRM = {
    "title": plain("Undo this report?"),
    "text": mrkdwn("Chutes will not look at invocation `1f0e8d2a`."),
    "confirm": plain("Undo"),
    "deny": plain("Keep it"),
    "style": "danger",
}
IMAGE = {"type": "image", "image_url": "https://example.com/h100.png", "alt_text": "A GPU"}


def series(name: str, factor: float) -> Block:
    points = [
        {"label": day, "value": round(value * factor, 2)}
        for day, value in zip(DAYS, SPEND, strict=True)
    ]
    return {"name": name, "data": points}


def chart(kind: str, title: str, *lines: Block) -> Block:
    axes = {"categories": DAYS, "x_label": "Day (UTC)", "y_label": "USD"}
    spec = {"type": kind, "series": list(lines), "axis_config": axes}
    return {"type": "data_visualization", "title": title, "chart": spec}


LINE = chart("line", "Usage, last 10 days", series("This period", 1), series("Before", 0.87))
BAR = chart("bar", "Usage by model", series("DeepSeek V3", 0.4), series("Qwen3 235B", 0.3))
AREA = chart("area", "Requests", series("LLM", 12), series("Diffusion", 5))
PIE = {
    "type": "data_visualization",
    "title": "Share of usage",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": "DeepSeek-V3-0324", "value": 18231.4},
            {"label": "Qwen3-235B-A22B", "value": 9120},
            {"label": "GLM-4.6", "value": 6512.25},
            {"label": "Kimi-K2", "value": 3120},
            {"label": "FLUX.1-schnell", "value": 1850},
            {"label": "Other", "value": 9420.1},
        ],
    },
}

MODELS = [
    ("deepseek-ai/DeepSeek-V3-0324", 18231.4, 1_204_332, "62.1"),
    ("Qwen/Qwen3-235B-A22B", 9120.0, 930_121, "48.9"),
    ("zai-org/GLM-4.6", 6512.25, 402_339, "71.4"),
    ("moonshotai/Kimi-K2-Instruct", 3120.8, 120_998, "33.0"),
    ("black-forest-labs/FLUX.1-schnell", 1850.0, 88_201, "–"),
    ("openai/gpt-oss-120b", 1620.4, 310_554, "102.7"),
    ("[private]", 1204.9, 20_410, "–"),
    ("unsloth/gemma-3-27b-it", 810.3, 99_120, "55.5"),
]


def number(value: float, text: str) -> Block:
    return {"type": "raw_number", "value": value, "text": text}


def raw(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def tempo(speed: str) -> Block:
    return raw(speed) if speed == "–" else number(float(speed), speed)


DATA_TABLE = {
    "type": "data_table",
    "caption": "Top chutes by usage",
    "page_size": 5,
    "rows": [
        [raw("Chute"), raw("USD"), raw("Requests"), raw("tokens/s")],
        *(
            [raw(name), number(usd, f"${usd:,.2f}"), number(count, f"{count:,}"), tempo(speed)]
            for name, usd, count, speed in MODELS
        ),
    ],
}
TABLE = {
    "type": "table",
    "column_settings": [{"align": "left"}, {"align": "right"}, {"is_wrapped": True}],
    "rows": [
        [raw("Day"), raw("USD"), raw("Remark")],
        [raw("Nov 22"), raw("48,800.00"), raw("A complete day, counted once its figures settled")],
        [raw("Nov 23"), raw("51,250.75"), rich(sentence("Up 5 %"))],
    ],
}
MARKDOWN = """## Why it moved
Usage rose by **$2,450** (*5 %*), mostly from `DeepSeek-V3`:

1. more requests
2. longer answers
   - and a bullet

- [x] counted
- [ ] explained

> Platform-wide, metered pay-as-you-go.

| Model | Δ |
|:--|--:|
| DeepSeek | +1,900 |
| Qwen | +550 |

```
GET /usage
```
[The source](https://api.chutes.ai) ~~gone~~"""
RICH_TEXT = rich(
    {
        "type": "rich_text_section",
        "elements": [
            {"type": "text", "text": "Bold", "style": {"bold": True}},
            {"type": "text", "text": ", italic", "style": {"italic": True}},
            {"type": "text", "text": ", gone", "style": {"strike": True}},
            {"type": "text", "text": ", "},
            {"type": "text", "text": "code", "style": {"code": True}},
            {"type": "text", "text": ", "},
            {"type": "user", "user_id": "U0BEN00001"},
            {"type": "text", "text": " in "},
            {"type": "channel", "channel_id": "C0GPUCOSTS"},
            {"type": "text", "text": " "},
            {"type": "broadcast", "range": "here"},
            {"type": "text", "text": " "},
            {"type": "emoji", "name": "rocket"},
            {"type": "text", "text": " "},
            {"type": "link", "url": "https://chutes.ai", "text": "chutes.ai"},
            {"type": "text", "text": " "},
            {
                "type": "date",
                "timestamp": 1_764_000_000,
                "format": "{date_short} at {time}",
                "fallback": "then",
            },
        ],
    },
    {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [sentence("one"), sentence("two")],
    },
    {
        "type": "rich_text_list",
        "style": "ordered",
        "indent": 1,
        "elements": [sentence("first"), sentence("second")],
    },
    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "A quote"}]},
    {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "$ make demo"}]},
)
SECTIONS: list[Block] = [
    {"type": "header", "text": plain("Usage, last 7 days")},
    {
        "type": "section",
        "text": mrkdwn(
            "*$321,540.25* :chart_with_upwards_trend: up 5 % from _$306,229_, "
            "~not final~ `GET /usage` <https://chutes.ai|chutes.ai> "
            "<@U0ADA00001> <#C0GPUCOSTS> <!here>\n"
            "&gt; through <!date^1764000000^{date_short_pretty} at {time}|Nov 24>\n"
            '```{\n  "total": 321540.25\n}```'
        ),
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": [option("As CSV"), option("By model")],
        },
    },
    {
        "type": "section",
        "fields": [
            mrkdwn("*Requests*\n3.2 M"),
            mrkdwn("*Speed*\n62.1 tokens/s"),
            mrkdwn("*Models*\n83"),
            mrkdwn("*New*\n2"),
        ],
    },
    {"type": "divider"},
    {"type": "section", "text": mrkdwn("An image beside"), "accessory": IMAGE},
    {
        "type": "context",
        "elements": [IMAGE, mrkdwn("Source: `/usage` · fetched <!date^1764000000^{time}|then>")],
    },
]
ACTIONS: list[Block] = [
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            button("Share", "share", style="primary"),
            button("Refresh", "refresh"),
            button("Undo", "undo", style="danger", confirm=CONFIRM),
            button("Open chutes.ai", "open", url="https://chutes.ai"),
            {
                "type": "static_select",
                "action_id": "range",
                "placeholder": plain("Range"),
                "options": [option("7 days"), option("30 days")],
            },
            {"type": "users_select", "action_id": "person", "placeholder": plain("Person")},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-20"},
            {"type": "timepicker", "action_id": "time", "initial_time": "09:30"},
        ],
    },
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {
                "type": "radio_buttons",
                "action_id": "by",
                "options": [option("By model"), option("By day")],
                "initial_option": option("By day"),
            },
            {
                "type": "checkboxes",
                "action_id": "with",
                "options": [option("With private", description=plain("those without a name"))],
            },
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "good"},
                "negative_button": {"text": plain("Bad"), "value": "bad"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "bin"},
        ],
    },
]
CARD = {
    "type": "card",
    "icon": IMAGE,
    "title": mrkdwn("DeepSeek-V3-0324"),
    "subtitle": mrkdwn("deepseek-ai"),
    "body": mrkdwn("*$18,231* in 7 days"),
    "actions": [button("See", "see")],
}
CONTAINER = {
    "type": "container",
    "title": plain("Yesterday"),
    "subtitle": plain("November 23"),
    "is_collapsible": True,
    "child_blocks": [
        {"type": "section", "text": mrkdwn("*$51,250.75*, the most this month")},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("Platform-wide")]},
    ],
}
PLAN = {
    "type": "plan",
    "title": "Export of November",
    "tasks": [
        {"type": "task_card", "task_id": "1", "title": "Fetch 720 hours", "status": "complete"},
        {
            "type": "task_card",
            "task_id": "2",
            "title": "Count",
            "status": "in_progress",
            "details": rich(sentence("1.2 M rows")),
        },
        {"type": "task_card", "task_id": "3", "title": "Share", "status": "pending"},
    ],
}
IMAGE_BLOCK = {**IMAGE, "title": plain("The machine")}
VIDEO = {
    "type": "video",
    "title": plain("How reports work"),
    "title_url": "https://example.com/video",
    "video_url": "https://example.com/embed",
    "thumbnail_url": "https://example.com/still.png",
    "alt_text": "A person reports an invocation",
    "description": plain("Two minutes"),
    "provider_name": "Chutes",
}
TASK_CARD = {"type": "task_card", "task_id": "9", "title": "Filed", "status": "complete"}
FOLDED = {**CONTAINER, "default_collapsed": True, "title": plain("Folded")}

MESSAGES: list[tuple[str, list[Block]]] = [
    ("Text", SECTIONS),
    ("Elements", ACTIONS),
    ("A line and a bar chart", [LINE, BAR]),
    ("An area and a pie chart", [AREA, PIE]),
    ("A data table", [DATA_TABLE]),
    ("A table", [TABLE]),
    ("Markdown", [{"type": "markdown", "text": MARKDOWN}]),
    ("Rich text", [RICH_TEXT]),
    ("Cards", [CARD, {"type": "carousel", "elements": [CARD, CARD, CARD, CARD]}]),
    ("Containers and a plan", [CONTAINER, FOLDED, PLAN, TASK_CARD]),
    ("A picture", [IMAGE_BLOCK]),
]


UNSENDABLE: list[Block] = [VIDEO, {"type": "hologram"}]  # Slack takes them from no app of ours


def entry(block_id: str, label: str, element: Block, **more: Any) -> Block:
    element = {"action_id": block_id, **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        **more,
    }


REASONS = [option("Empty answer"), option("Wrong language"), option("Something else")]
MODAL = {
    "type": "modal",
    "callback_id": "report",
    "title": plain("Report an invocation"),
    "submit": plain("Report"),
    "close": plain("Cancel"),
    "blocks": [
        {
            "type": "alert",
            "level": "info",
            "text": mrkdwn("Chutes reads every report; *nobody* answers at once."),
        },
        entry(
            "id",
            "Invocation",
            {"type": "plain_text_input", "placeholder": plain("1f0e8d2a-…")},
            hint=plain("The id from the answer's headers."),
        ),
        entry("reason", "Reason", {"type": "static_select", "options": REASONS}),
        entry(
            "words",
            "What happened?",
            {"type": "plain_text_input", "multiline": True, "min_length": 5, "max_length": 300},
            optional=True,
        ),
        entry(
            "model",
            "Model",
            {"type": "external_select", "placeholder": plain("Search"), "min_query_length": 1},
            optional=True,
        ),
        entry("count", "Times seen", {"type": "number_input", "is_decimal_allowed": False}),
        entry("day", "Day", {"type": "datepicker"}, optional=True),
        entry("tell", "Tell", {"type": "multi_users_select"}, optional=True),
        entry("where", "Where", {"type": "conversations_select"}, optional=True),
        entry("mail", "Mail", {"type": "email_text_input"}, optional=True),
        entry("link", "Link", {"type": "url_text_input"}, optional=True),
        entry("when", "When", {"type": "datetimepicker"}, optional=True),
        entry(
            "agree",
            "Privacy",
            {"type": "checkboxes", "options": [option("Attach the prompt")]},
            optional=True,
        ),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [button("Add another", "push")],
        },
    ],
}
HOME = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("Good morning")},
        {"type": "section", "text": mrkdwn("Your reports: *2 filed*, 1 waiting.")},
        {"type": "actions", "elements": [button("Digest here", "digest", style="primary")]},
        DATA_TABLE,
    ],
}
