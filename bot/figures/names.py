"""What chutes are called: by the statistics, by id, the latest day's name first."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from heapq import nlargest
from typing import NamedTuple

from redis.asyncio import Redis

from bot.blocks.text import AS_TYPED
from bot.figures.days import Known, Register, Source
from bot.store.set_aside import read

NAMING = (Source.LLM, Source.DIFFUSION)  # the sources that give names
PLACEHOLDERS = {"", "[unknown]", "[private]", "[private chute]"}
MOST_SETS = 50  # sets of chutes, whose names were told apart
MOST_KNOWN = 20_000  # chutes; of more, those that were seen last keep their names
SHORT = 8  # characters of an id
OWNED = re.compile(r"(?<![^\s/])[^\s/]++/([^\s/]+)")
SHORTEST_MARK = 4  # characters of an id behind the name of a namesake
LONGEST_TYPED = 80  # characters that are compared with names
ALIKE = 0.45  # from there on a name may have been meant; 1 is the same
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-") | AS_TYPED
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")


def visible(text: str) -> str:
    """Return *text* without the characters that nobody sees."""
    return UNSEEN.sub("", "".join(char for char in text if unicodedata.category(char) != "Cf"))


def folded(text: str) -> str:
    """Return *text* as it is compared: what looks the same, is the same, but for upper case."""
    return unicodedata.normalize("NFKC", visible(text)).translate(DASHES)


class ChuteKind(StrEnum):
    """What a chute is; its value is the word for it."""

    LLM = "LLM"
    IMAGE = "image"
    OTHER = "other"


@dataclass(frozen=True)
class Names:
    """Names and kinds of chutes, from what both sources of statistics say."""

    registers: Mapping[Source, Register]
    _folded: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _apart: dict[frozenset[str], dict[str, str]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def of(self, chute_id: str) -> str:
        """Return the chute's name; its short id and kind where no source gives a name."""
        known = (register.chutes.get(chute_id) for register in self.registers.values())
        named = [(entry.seen, entry.name) for entry in known if entry and entry.name]
        return max(named)[1] if named else self._unnamed(chute_id)

    def kind(self, chute_id: str) -> ChuteKind:
        """Return what the chute is, by which source measures it."""
        for source, kind in ((Source.DIFFUSION, ChuteKind.IMAGE), (Source.LLM, ChuteKind.LLM)):
            known = self.registers[source].chutes.get(chute_id)
            if known and known.works:
                return kind
        return ChuteKind.OTHER

    def apart(self, chute_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of several chutes, as short as they stay unique.

        The organisation is left out where no other has a chute of that name; namesakes are told
        apart by the first characters of their ids. Those of a set are worked out once.
        """
        asked = frozenset(chute_ids)
        if asked not in self._apart:
            if len(self._apart) >= MOST_SETS:
                self._apart.clear()
            self._apart[asked] = self._told_apart(asked)
        return self._apart[asked]

    def _told_apart(self, chute_ids: Iterable[str]) -> dict[str, str]:
        names = {chute_id: self.of(chute_id) for chute_id in chute_ids}
        owners = Counter(map(_without_owner, set(names.values())))
        ids_by_name: dict[str, list[str]] = {}
        for chute_id, name in names.items():
            ids_by_name.setdefault(name, []).append(chute_id)
        marks = {name: _mark_length(namesakes) for name, namesakes in ids_by_name.items()}
        return {
            chute_id: f"{name if owners[short] > 1 else short}{_mark(chute_id, marks[name])}"
            for chute_id, name in names.items()
            if (short := _without_owner(name))
        }

    def matching(self, parts: Sequence[str], among: Iterable[str]) -> list[str]:
        """Return those of *among* that have all *parts* in their name, or begin with them as id.

        Where *parts* are somebody's whole name or id, only those are.
        """
        wanted = [folded(part).lower() for part in parts]
        found = {chute_id: self._compared(chute_id) for chute_id in among}
        for part in wanted:
            found = {id: name for id, name in found.items() if part in name or id.startswith(part)}
        whole = " ".join(wanted)
        return [id for id, name in found.items() if whole in (name, id)] or [*found]

    def closest(self, parts: Sequence[str], among: Iterable[str], count: int = 3) -> list[str]:
        """Return the names in *among* that are most like *parts*; none that are hardly alike."""
        typed = folded(" ".join(parts)).lower()[:LONGEST_TYPED]
        names = sorted({self.of(chute_id) for chute_id in among})

        matcher = SequenceMatcher(None, "", typed)

        def likeness(name: str) -> float:
            ends = (name.lower(), name.lower().rpartition("/")[2])
            return max(_likeness(matcher, end[:LONGEST_TYPED]) for end in ends)

        best = nlargest(count, ((likeness(name), name) for name in names))
        return [name for alike, name in best if alike >= ALIKE]

    def _compared(self, chute_id: str) -> str:
        """Return the chute's name as it is compared with what people type."""
        if chute_id not in self._folded:
            self._folded[chute_id] = folded(self.of(chute_id)).lower()
        return self._folded[chute_id]

    def _unnamed(self, chute_id: str) -> str:
        kind = self.kind(chute_id)
        short = chute_id[:SHORT]
        return short if kind is ChuteKind.OTHER else f"{short} ({kind})"


def _without_owner(name: str) -> str:
    owned = OWNED.fullmatch(name)
    return owned[1] if owned else name


def _mark_length(namesakes: Sequence[str]) -> int:
    """Return how much of their ids tells *namesakes* apart; 0 where there is only one."""
    if len(namesakes) == 1:
        return 0
    longest = max(map(len, namesakes))
    lengths = range(SHORTEST_MARK, longest)
    enough = (size for size in lengths if len({id[:size] for id in namesakes}) == len(namesakes))
    return next(enough, longest)


def _mark(chute_id: str, length: int) -> str:
    return f" ({chute_id[:length]})" if length else ""


def _likeness(matcher: "SequenceMatcher[str]", text: str) -> float:
    """Return how much *text* is like what *matcher* compares with; 0 for what is far from it."""
    matcher.set_seq1(text)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


async def find_names(redis: Redis) -> Names:
    """Return the names of chutes as far as they are known."""
    keys = [source.names_key for source in NAMING]
    values = zip(keys, await redis.mget(keys), strict=True)
    found = [await read(redis, value, Register, key) or Register() for key, value in values]
    return Names(dict(zip(NAMING, found, strict=True)))


class Sighting(NamedTuple):
    """A chute in a source's rows of a day; whether it *works* at what that source measures."""

    chute_id: str
    day: date
    name: str
    works: bool


def note(register: Register, sightings: Iterable[Sighting]) -> Register:
    """Return *register* with *sightings* in it; a later day's name wins, placeholders are none."""
    chutes = dict(register.chutes)
    for chute_id, day, name, works in sightings:
        before = chutes.get(chute_id, Known(date.min, "", False))
        if name in PLACEHOLDERS or (before.name and day < before.seen):
            seen, name = before.seen, before.name
        else:
            seen = day
        chutes[chute_id] = Known(seen, name, works or before.works)
    if len(chutes) > MOST_KNOWN:
        chutes = dict(nlargest(MOST_KNOWN, chutes.items(), key=lambda item: item[1].seen))
    return Register(chutes)
