"""Time zones as people name them: `Europe/Berlin`, `london`, `PST`, `UTC+2`."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

OFFERED = 100  # zones at once, as many as Slack shows
NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"
LOS_ANGELES, BERLIN, KOLKATA = "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"
PLACES = {
    LOS_ANGELES: "pst,pdt,pt,pacific,san francisco,sf,seattle,california,la,bay area",
    DENVER: "mst,mdt,mt,mountain,salt lake city",
    CHICAGO: "cst,cdt,ct,central,austin,houston,dallas,texas",
    NEW_YORK: "est,edt,et,eastern,nyc,ny,boston,washington,miami,atlanta,philadelphia",
    BERLIN: "cest,munich,frankfurt,hamburg,cologne,germany",
    "Europe/London": "bst,uk,england,manchester,edinburgh",
    "Europe/Paris": "france,lyon",
    "Europe/Zurich": "geneva,basel,switzerland",
    "Europe/Madrid": "barcelona,spain",
    "Europe/Rome": "milan,italy",
    "Europe/Moscow": "msk",
    "Europe/Athens": "eest",
    KOLKATA: "ist,india,mumbai,delhi,new delhi,bangalore,bengaluru",
    "Asia/Shanghai": "china,beijing,shenzhen",
    "Asia/Tokyo": "jst,japan,osaka",
    "Asia/Seoul": "kst,korea",
    "Asia/Singapore": "sgt",
    "Asia/Hong_Kong": "hkt",
    "Australia/Sydney": "aest,aedt,canberra",
    "Pacific/Auckland": "nzst,nzdt,new zealand,wellington",
    "America/Toronto": "montreal,ottawa",
    "UTC": "z,zulu,gmt",
}
OFFSET = re.compile(r"(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII)


def find_zone(said: str) -> str | None:
    """Return the IANA zone that *said* names, in any case; None if there is none.

    What people call after a winter or a summer has both: `EST` is New York's all year round. An
    offset has neither.
    """
    name = said.lower().strip()
    return _named().get(name) or zones().get(name.replace(" ", "_")) or _offset(name)


def close_zone(said: str) -> str | None:
    """Return the zone whose name is most like *said*."""
    known = {**zones(), **_named()}
    close = get_close_matches(said.lower(), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def zones_like(typed: str) -> list[str]:
    """Return the zones to offer for what was *typed*: those whose city begins so come first."""
    wanted = typed.strip().lower().replace(" ", "_")
    found = [name for key, name in sorted(zones().items()) if wanted in key]
    begins = [name for name in found if name.rpartition("/")[2].lower().startswith(wanted)]
    named = [zone] if (zone := find_zone(typed)) else []
    return list(dict.fromkeys([*named, *begins, *found]))[:OFFERED]


@lru_cache(1)
def zones() -> dict[str, str]:
    """Return every IANA zone by its name in small letters."""
    return {name.lower(): name for name in available_timezones() if name != "localtime"}


@lru_cache(1)
def _named() -> Mapping[str, str]:
    """Return zones by what people call them: abbreviations, places, and cities of zones."""
    cities: dict[str, str] = {}
    for name in sorted(zones().values(), key=lambda name: (name.count("/"), name), reverse=True):
        if "/" in name and not name.startswith("Etc/"):
            cities[name.rpartition("/")[2].lower().replace("_", " ")] = name
    for zone, places in PLACES.items():
        cities.update(dict.fromkeys(places.split(","), zone))
    return cities


def _offset(name: str) -> str | None:
    """Return the zone that is that far from UTC; their names count the other way round."""
    match = OFFSET.fullmatch(name)
    if not match or int(match[3] or 0):
        return None
    sign = "-" if match[1] == "+" else "+"
    return zones().get(f"etc/gmt{sign}{int(match[2])}") if int(match[2]) else "UTC"
