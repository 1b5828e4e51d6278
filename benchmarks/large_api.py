"""An Invocations API whose statistics have 120,000 rows (33 MB), and that does not filter them.

`python -m benchmarks.large_api`, with `PORT` in the environment. `GET /asked` returns when the
statistics of language models were asked for (seconds since the epoch).
"""

import os
import time
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec
from aiohttp import web

MODELS = 300
DAYS = 400
DAY = timedelta(days=1)


def bodies(today: date) -> dict[str, bytes]:
    """Return the answers of the three endpoints, by path."""
    chance = Random(7)
    ids = [str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(MODELS)]
    days = [str(today - back * DAY) for back in range(DAYS)]
    llm = [
        {
            "chute_id": chute,
            "name": f"example-org/A-Model-With-A-Long-Name-{place}-Instruct-2511-{chute}",
            "date": day,
            "total_requests": chance.randrange(1, 10**6),
            "total_input_tokens": chance.randrange(10**10),
            "total_output_tokens": chance.randrange(10**9),
            "average_tps": 200 * chance.random(),
            "average_ttft": 3 * chance.random(),
        }
        for day in days
        for place, chute in enumerate(ids)
    ]
    usage = [
        {
            "chute_id": chute,
            "date": day,
            "usd_amount": 100 * chance.random(),
            "invocation_count": chance.randrange(10**6),
        }
        for day in days[:12]
        for chute in ids
    ]
    diffusion = [
        {
            "chute_id": ids[0],
            "name": "a-painter",
            "date": day,
            "total_steps": 100,
            "total_requests": 5,
            "average_sps": 4.0,
        }
        for day in days
    ]
    rows = {"usage": usage, "stats/llm": llm, "stats/diffusion": diffusion}
    return {f"/invocations/{path}": msgspec.json.encode(found) for path, found in rows.items()}


def main() -> None:
    """Serve until killed."""
    answers = bodies(datetime.now(UTC).date())
    asked: list[float] = []

    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("llm"):
            asked.append(time.time())
        return web.Response(body=answers[request.path], content_type="application/json")

    async def when(request: web.Request) -> web.Response:
        return web.json_response(asked)

    app = web.Application()
    app.add_routes([web.get(path, answer) for path in answers])
    app.add_routes([web.get("/asked", when), web.get("/healthz", when)])
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)


if __name__ == "__main__":
    main()
