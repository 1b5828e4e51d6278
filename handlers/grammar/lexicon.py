"""The words that people use for measures, for what they want to know, and around both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FIGURES = ("usage", "stats llm", "stats diffusion")
LONGEST_CUE = 4  # words


@dataclass(frozen=True)
class Cue:
    """What a word tells: the *measure* that it names, and how much it speaks for which command.

    *end* is which end of a list it asks for: `low`, `high`, or `bad`, the worse of the two. What
    is *vague* names its measure only if no other word names one.
    """

    measure: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    end: str = ""
    vague: bool = False


MEASURES = {
    "usd": "usd cost costs costing costly spend spends spending spent spenders money dollar "
    "dollars bill billed price prices expensive priciest costliest cheap cheapest paid pay burn "
    "burned $ revenue budget "
    "paying opex capex cash burning bleeding expenditure expenditures expense expenses payable "
    "accrual accruals accrued invoice invoices invoiced the_damage charged earn earned "
    "earning spender cheaper pricier",
    "requests": "requests request reqs invocations invocation calls call called queries hits "
    "traffic volume popular popularity busiest busier busy quietest demand",
    "tokens": "tokens token tok",
    "tps": "tps speed speeds fast faster fastest quick quicker quickest throughput slow slower "
    "slowest slowly performance tokens/s tok/s t/s tokens/sec tok/sec tokens_per_sec "
    "tokens_per_second "
    "token_rate best better worst worse poorest",
    "ttft": "ttft ttfts latency latencies lag laggy delay first_token time_to_first_token "
    "response_time response_times responsive responsiveness "
    "respond responds responding p50 p90 p95 p99 percentile percentiles",
    "steps": "steps step",
    "sps": "sps steps/s steps/sec steps_per_sec it/s its/s steps_per_second iterations_per_second",
}
ENDS = {
    "low": "lowest least fewest smallest minimum min cheapest",
    "high": "highest most largest biggest maximum max",
    "bad": "worst slowest poorest",
}
VAGUE = (
    "fast faster fastest quick quicker quickest slow slower slowest slowly best better worst worse "
    "poorest p50 p90 p95 p99 percentile percentiles"
)
SPEAK_FOR = {
    "usd": {"usage": 3},
    "requests": {"usage": 2, "stats llm": 1},
    "tokens": {"stats llm": 3},
    "tps": {"stats llm": 3},
    "ttft": {"stats llm": 3},
    "steps": {"stats diffusion": 3},
    "sps": {"stats diffusion": 4},
}
MEASURES_OF = {
    "usage": ("usd", "requests"),
    "stats llm": ("tokens", "requests", "tps", "ttft"),
    "stats diffusion": ("requests", "steps", "sps"),
}
"""What each command ranks by, the one that it goes by unasked first."""
COMMANDS = {
    "usage": {
        2: "usage consumption consumed consuming utilization "
        "utilisation gpu gpus compute what's_new whats_new what_is_new "
        "what_changed what_happened going_on stopped stopped_running disappeared vanished removed "
        "went_away taken_offline no_longer_running not_running",
        1: "use used using uses user users why drop dropped dropping rise rose risen increase "
        "increased decrease decreased fall fell fallen jump jumped spike spiked change changed "
        "changes moved up trend trends spikes drops peaks dips anomalies anomaly "
        "trending compare compared comparison difference new gone most "
        "died die dies "
        "largest biggest highest lowest smallest least fewest maximum max minimum min "
        "chute chutes growth grew growing summary overview how_much figures numbers",
    },
    "stats llm": {2: "stats statistics llm llms language_models", 1: "model models"},
    "stats diffusion": {
        5: "diffusion image images picture pictures pic pics photo photos image_models "
        "images_generated"
    },
    "export latest": {
        1: "latest newest",
        4: "error errors failure failures failed failing fails crash crashed crashes exception "
        "exceptions timeout timeouts 5xx error_rate failure_rate export exports raw_data "
        "429 429s 500s 502 502s 503 503s 504 504s rate_limited rate_limits "
        "timing_out timed_out times_out raw_numbers raw_files raw_file dump logs log",
    },
    "recent": {
        3: "recent attempts attempt serving serves miner miners hotkey hotkeys served miner's"
    },
    "reports": {
        5: "status_of_my_report status_of_my_reports",
        3: "reports reported complaints who_report did_report",
        1: "open mine pending",
    },
    "report": {
        2: "report",
        3: "want_to_report need_to_report would_like_to_report how_do_i_report report_a report_an "
        "report_this report_that flag gibberish garbage garbled hallucinated hallucination "
        "hallucinating nonsense",
    },
    "digest": {
        5: "stop_sending stop_posting stop_messaging",
        4: "every_monday every_tuesday every_wednesday every_thursday every_friday every_weekday "
        "daily_at every_day_at every_morning each_morning daily_email",
        3: "digest digests newsletter daily_summary daily_report daily_message subscribe "
        "unsubscribe",
    },
    "status": {
        3: "status health healthy outage outages alive uptime how_old how_fresh incident incidents",
        2: "down working works broken stale fresh limit limits quota problem problems issue issues "
        "dead degraded degradation reach reachable unreachable unavailable unresponsive "
        "refresh refreshed updated late up_to_date online offline break broke breaks wrong "
        "behaving",
        1: "ok okay fine questions",
    },
    "help": {
        3: "help helps commands examples instructions manual tutorial what_can_you_do "
        "what_do_you_do how_do_i how_does_this_work how_do_you_work how_to how_can_i who_are_you "
        "what_are_you what_is_chutes what's_chutes who_made_you who_built_you what_is_this "
        "what_can_i_ask what_do_you_know what_else options capabilities",
    },
    "version": {3: "version changelog release which_version what_version"},
}
AND = frozenset(["and", "&", "or", "+", ","])
VERSUS_WORDS = """
vs vs. v. versus against than relative_to compared_to compared_with compare_to compare_with
in_comparison_to in_comparison_with
"""
EXCEPT = (
    "without",
    "except",
    "except for",
    "excluding",
    "excl",
    "exclude",
    "but not",
    "minus",
    "apart from",
    "other than",
    "leaving out",
    "ignoring",
)
VERSUS = tuple(word.replace("_", " ") for word in VERSUS_WORDS.split())


def _cues() -> Iterator[tuple[str, Cue]]:
    for measure, words in MEASURES.items():
        for word in words.split():
            yield word.replace("_", " "), _cue(word, measure, SPEAK_FOR[measure])
    for command, by_weight in COMMANDS.items():
        for weight, words in by_weight.items():
            for word in words.split():
                yield word.replace("_", " "), _cue(word, "", {command: weight})


def _cue(word: str, measure: str, weights: Mapping[str, int]) -> Cue:
    end = next((end for end, words in ENDS.items() if word in words.split()), "")
    return Cue(measure, weights, end, word in VAGUE.split())


CUES = dict(_cues())
