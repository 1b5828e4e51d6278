"""The least that a Bolt app over HTTP can be: one command, acknowledged, on the same adapter.

`python -m benchmarks.bare_bolt`, with `SLACK_API_URL`, `SLACK_BOT_TOKEN`, `SLACK_SIGNING_SECRET`
and `PORT` in the environment.
"""

import os

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def main() -> None:
    """Serve until killed."""
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(
        client=client,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=True,
    )

    @app.command("/chutes")
    async def chutes(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app, path="/slack/events")
    port = int(os.environ["PORT"])
    uvicorn.run(handler, port=port, log_level="warning", loop="uvloop", http="httptools")


if __name__ == "__main__":
    main()
