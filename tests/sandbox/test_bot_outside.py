"""A bot outside the sandbox, with the settings that the sandbox prints for it."""

import socket

import pytest

from bot.config import Settings
from bot.processes.web import open_web
from bot.sandbox.__main__ import for_yours, open_sandbox
from tests.conversation import ask


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.mark.parametrize("by_http", [False, True], ids=["Socket Mode", "HTTP"])
async def test_it_answers(by_http: bool) -> None:
    """It is reached by the way that it was asked for."""
    port = free_port()
    async with open_sandbox(0) as sandbox:
        request_url = f"http://127.0.0.1:{port}/slack/events" if by_http else ""
        printed = dict(line.split("=", 1) for line in for_yours(sandbox, request_url))
        given = {name.lower(): value for name, value in printed.items()}
        settings = Settings.model_validate({**given, "port": port})
        async with open_web(settings, printed["REDIS_URL"]):
            said = await ask(sandbox.slack, "/chutes help")

    assert "`/chutes status`" in said["text"]
    assert (settings.slack_app_token is None) is by_http
