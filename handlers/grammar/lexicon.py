"""The words that people use for measures, for what they want to know, and around both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FIGURES = ("usage", "stats llm", "stats diffusion")
LONGEST_CUE = 4  # words


@dataclass(frozen=True)
class Cue:
    """What a word tells: the *measure* that it names, and how much it speaks for which command."""

    measure: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)


MEASURES = {
    "usd": "usd cost costs costing costly spend spends spending spent spenders money dollar "
    "dollars bill billed price prices expensive priciest costliest cheap cheapest paid pay burn "
    "burned $ revenue budget charged earn earned earning spender cheaper pricier",
    "requests": "requests request reqs invocations invocation calls call called queries hits "
    "traffic volume popular popularity busiest busy demand",
    "tokens": "tokens token tok",
    "tps": "tps speed speeds fast faster fastest quick quicker quickest throughput slow slower "
    "slowest slowly performance tokens/s tok/s t/s tokens/sec tok/sec tokens_per_second "
    "token_rate",
    "ttft": "ttft latency latencies lag laggy delay first_token time_to_first_token "
    "response_time response_times responsive responsiveness "
    "respond responds responding",
    "steps": "steps step",
    "sps": "sps steps/s steps/sec it/s its/s steps_per_second iterations_per_second",
}
SPEAK_FOR = {
    "usd": {"usage": 3},
    "requests": {"usage": 2, "stats llm": 1},
    "tokens": {"stats llm": 3},
    "tps": {"stats llm": 3},
    "ttft": {"stats llm": 3},
    "steps": {"stats diffusion": 3},
    "sps": {"stats diffusion": 4},
}
COMMANDS = {
    "usage": {
        2: "usage use used using uses user users consumption consumed consuming utilization "
        "utilisation gpu gpus compute what's_new whats_new what_is_new "
        "what_changed what_happened going_on",
        1: "why drop dropped dropping rise rose risen increase increased decrease decreased fall "
        "fell fallen jump jumped spike spiked change changed changes moved up trend trends "
        "trending compare compared comparison difference new gone most "
        "largest biggest highest lowest smallest least fewest chute chutes growth grew growing "
        "summary overview how_much figures numbers",
    },
    "stats llm": {2: "stats statistics llm llms language_models", 1: "model models"},
    "stats diffusion": {5: "diffusion image images picture pictures image_models images_generated"},
    "export latest": {
        1: "latest newest",
        4: "error errors failure failures failed failing fails crash crashed crashes exception "
        "exceptions timeout timeouts 5xx error_rate failure_rate export exports",
    },
    "recent": {3: "recent recently attempts attempt miner miners hotkey hotkeys served"},
    "reports": {3: "reports reported complaints", 1: "open mine"},
    "report": {
        2: "report",
        3: "want_to_report need_to_report how_do_i_report report_a report_an report_this flag",
    },
    "digest": {3: "digest digests newsletter daily_summary"},
    "status": {
        3: "status health healthy outage outages alive uptime how_old how_fresh",
        2: "down working broken ok okay stale fresh limit limits quota problem problems issues "
        "refresh refreshed updated late up_to_date online offline break broke breaks",
    },
    "help": {
        3: "help commands examples instructions manual tutorial what_can_you_do what_do_you_do "
        "how_do_i how_does_this_work how_do_you_work how_to hi hello hey good_morning who_are_you",
    },
    "version": {3: "version changelog release which_version what_version"},
}
FILLERS = """
a about all also am an any are as at be been being bot can could chutes did do does doing done
each else ever every everything find for from get gets getting give given go goes going good got
had happen happened happening happens has have having he her here him how i if in into is isn't it
it's its just know let let's like list look many may me mean might mine more much my need no not
of off on only onto or our out over overall per platform please pls plz put really said say see
seen she should show shown shows so some still system tell thank thanks thanx that that's the
their them then there there's these they thing things this those through thx to too total totals
try us very want was we we're well went were what what's when where which who who's whole whom
whose will with would you your made make makes making generate generated generating produce
produced process processed processing run running ran ranked rank ranking turn bad between
anything how's daily weekly monthly by_day per_day by_chute by_model by_hour each_day day-by-day
details detail data graph chart plot table info information best performing came come currently
rate breakdown average avg mean weird strange interesting download big bigger exactly actually
roughly about
"""
AND = frozenset(["and", "&", "or", "+", ","])
VERSUS_WORDS = """
vs vs. v. versus against than relative_to compared_to compared_with compare_to compare_with
in_comparison_to in_comparison_with
"""
VERSUS = tuple(word.replace("_", " ") for word in VERSUS_WORDS.split())


def _cues() -> Iterator[tuple[str, Cue]]:
    for measure, words in MEASURES.items():
        for word in words.split():
            yield word.replace("_", " "), Cue(measure, SPEAK_FOR[measure])
    for command, by_weight in COMMANDS.items():
        for weight, words in by_weight.items():
            for word in words.split():
                yield word.replace("_", " "), Cue(weights={command: weight})


CUES = dict(_cues())
PHRASES = frozenset(word.replace("_", " ") for word in FILLERS.split())
