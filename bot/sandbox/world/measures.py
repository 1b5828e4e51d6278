"""What one successful attempt measured: how long it took, and the metrics of the exports."""

from collections.abc import Callable

from bot.sandbox.world.chutes import Chute

Real = Callable[[], float]
Measure = Callable[[Real, float, float], tuple[int, str]]
"""
From chance, the chute's pace of the day and the seconds that the last word lingers, to
microseconds and metrics (a repr, as CSV).
"""

LONGEST = 100.0  # seconds of output
SECOND = 1_000_000  # microseconds


def measure_of(chute: Chute) -> Measure:
    """Return how attempts at *chute* are measured."""
    if chute.kind == "llm":
        return _unmeasured(chute) if chute.tps is None else _streamed(chute)
    return _painted(chute) if chute.kind == "diffusion" else _plain


def _streamed(chute: Chute) -> Measure:
    usual, wait, streamed = chute.tps or 0.0, chute.ttft or 0.0, chute.ttft is not None
    speed = usual or 40.0
    text = _template(chute, speed, streamed)

    def measure(real: Real, pace: float, linger: float) -> tuple[int, str]:
        now = speed * pace
        it = int(chute.tokens_in * (0.3 + 1.4 * real()))
        ot = 1 + int(min(chute.tokens_out * (0.2 + 1.6 * real()), now * LONGEST))
        chance = real()
        ttft = int((100 + 1000 * wait * (0.5 + chance)) / pace) / 1000
        tt = int(1000 * (ttft + ot / (now * (0.9 + 0.2 * real())) + linger)) / 1000
        figures = (it, 7 * chance, tt * 0.8, ot, tt, ot / tt, (it + ot) / tt, usual * pace)
        shown = (*figures, ttft, 1 / now, ot - 1) if streamed else (*figures, 1 / now, ot)
        return int(tt * SECOND), text % shown

    return measure


def _template(chute: Chute, speed: float, streamed: bool) -> str:
    """Return the metrics with places for the figures, as a CSV field."""
    # A last digit of 1 makes fixed decimals what repr would write, in half the time.
    return (
        f"\"{{'p': {not chute.official}, 'it': %d, 'mc': %.2f1, 'nc': %.4f1, 'ot': %d, 'tt': %s, "
        f"'tps': %.2f1, 'ctps': %.2f1, 'otps': %.3f1, 'ptps': {round(speed * 31.7, 2)}, "
        f"'ttft': {'%s' if streamed else None}, 'maspt': %.7f1, 'tokens': %d}}\""
    )


def _unmeasured(chute: Chute) -> Measure:
    def measure(real: Real, pace: float, linger: float) -> tuple[int, str]:
        it = round(chute.tokens_in * (0.3 + 1.4 * real()), 1)  # an estimate
        ot = 1 + int(chute.tokens_out * (0.2 + 1.6 * real()))
        tt = round(2 + ot / 40 + linger, 3)
        return int(tt * SECOND), f"\"{{'it': {it}, 'ot': {ot}, 'tt': {tt}, 'ttft': None}}\""

    return measure


def _painted(chute: Chute) -> Measure:
    def measure(real: Real, pace: float, linger: float) -> tuple[int, str]:
        steps = 1 + int(chute.steps * (0.6 + 0.8 * real()))
        sps = round(chute.sps * (0.8 + 0.4 * real()), 4)
        nc = round(steps / sps, 4)
        masps = round(1 / chute.sps, 6)
        metrics = f"{{'p': False, 'nc': {nc}, 'sps': {sps}, 'masps': {masps}, 'steps': {steps}}}"
        return int((nc + 0.4 + linger) * SECOND), f'"{metrics}"'

    return measure


def _plain(real: Real, pace: float, linger: float) -> tuple[int, str]:
    return int((0.02 + 0.4 * real() + linger) * SECOND), ""
