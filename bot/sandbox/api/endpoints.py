"""Names for what is asked, for faults and counters."""

import re
from typing import Literal

Endpoint = Literal[
    "usage", "llm", "diffusion", "export", "recent", "report", "no report", "ping", "other"
]
NOTHING = "00000000-0000-0000-0000-000000000000"  # reported by who only asks whether one may

PATHS: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", r"/invocations/usage", "usage"),
    ("GET", r"/invocations/stats/llm", "llm"),
    ("GET", r"/invocations/stats/diffusion", "diffusion"),
    ("GET", r"/invocations/exports/recent", "recent"),
    ("GET", r"/invocations/exports/[^/]+/[^/]+/[^/]+/[^/]+", "export"),
    ("POST", rf"/invocations/{NOTHING}/report", "no report"),
    ("POST", r"/invocations/[^/]+/report", "report"),
    ("GET", r"/ping", "ping"),
)


def endpoint_of(method: str, path: str) -> Endpoint:
    """Return the endpoint that a request means, `other` if none."""
    for verb, pattern, endpoint in PATHS:
        if verb == method and re.fullmatch(pattern, path):
            return endpoint
    return "other"
