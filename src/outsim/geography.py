"""Two countries: how far apart in culture and language, and how many hours both are at work.

What this claims about people: a message is misread more often the less the two national cultures
have in common and the worse the language both must use; a question waits until both sides are
awake and at work. The tables are in ``outsim/data``, with their sources.
"""

from __future__ import annotations

import csv
import math
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outsim.errors import InputError, unknown_name

Shift = tuple[float, float]
OFFICE_HOURS: Shift = (9.0, 17.0)

# The first of these that is published for a pair is used.
_KOGUT_SINGH_BASES = {
    "kogut_singh_4d": "four dimensions",
    "kogut_singh_6d": "six dimensions",
    "kogut_singh_lto_ivr": "long-term orientation and indulgence (all that is published for this pair)",
}

_DOMESTIC = {
    "kogut_singh_4d": "0",
    "linguistic_distance": "0",
    "common_official_language": "1",
    "distance_km": "0",
}


class MissingDistance(UserWarning):
    """The usual cultural distance is not published for a pair; a narrower one was used."""


@dataclass(frozen=True)
class Country:
    """One country of the table.

    Attributes:
        iso3, iso2: ISO 3166-1 codes.
        name: English name.
        english_status: ``native``, ``official`` or ``foreign``.
        working_english: 0 to 1; 1 where English is native, else EF English Proficiency Index 2025,
            rescaled and rounded to 0.05. It describes a population, not a vendor's team.
        language: main language, ISO 639-3.
        time_zone: IANA zone of the business hub.
    """

    iso3: str
    iso2: str
    name: str
    english_status: str
    working_english: float
    language: str
    time_zone: str


@dataclass(frozen=True)
class Distance:
    """How far apart two countries are; the same in both directions.

    Attributes:
        kogut_singh: mean over dimensions of squared difference / variance (Kogut & Singh 1988),
            from Hofstede, Hofstede & Minkov's matrix of 2015; 0 upward.
        kogut_singh_basis: the dimensions it covers.
        kogut_singh_max: the largest value over all pairs on the same basis.
        cultural: sqrt(kogut_singh / kogut_singh_max), 0 to 1.
        linguistic: 0 to 1 (Claessens, Kyritsis & Atkinson 2023).
        shared_official_language: whether any official language is common (Mayer & Zignago 2011).
        other_shared_language: whether both have the same main language and it is not English
            (`working_english` speaks for English).
        kilometres: between the largest cities, great circle (Mayer & Zignago 2011).
        note: what is unusual about this distance, if anything.
    """

    kogut_singh: float
    kogut_singh_basis: str
    kogut_singh_max: float
    cultural: float
    linguistic: float
    shared_official_language: bool
    other_shared_language: bool
    kilometres: float
    note: str | None = None


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """All countries of the table, in its order.

    >>> len(countries())
    47
    """
    return tuple(
        Country(
            iso3=row["iso3"],
            iso2=row["iso2"],
            name=row["country"],
            english_status=row["english_status"],
            working_english=float(row["working_english"]),
            language=row["main_language_iso639_3"],
            time_zone=row["time_zone"],
        )
        for row in _table("countries.csv")
    )


def country(code: str) -> Country:
    """The country with this ISO 3166-1 code (three or two letters) or English name, in any case.

    Raises:
        InputError: for a country that is not in the table, with the nearest one that is.

    >>> country("phl").name, country("PH").iso3, country("philippines").time_zone
    ('Philippines', 'PHL', 'Asia/Manila')
    """
    given = str(code).strip()
    found = _country_index().get(given.casefold())
    if found is None:
        by_name = len(given) > 3
        known = [each.name if by_name else each.iso3 for each in countries()]
        raise unknown_name("country", given if by_name else given.upper(), known)
    return found


def distance(client: str, vendor: str, cultural: float | None = None) -> Distance:
    """The distance between two countries; zero, with a shared language, for a domestic deal.

    Where the four-dimension Kogut & Singh distance is not published, a narrower one takes its
    place, compared with the largest of its own kind, and a `MissingDistance` warning says so.

    Args:
        client, vendor: countries, as `country` takes them.
        cultural: the user's own cultural distance, 0 to 1, instead of the published one.

    Raises:
        InputError: for an unknown country, or a distance that nobody has published.

    >>> apart = distance("USA", "PHL")
    >>> round(apart.cultural, 2), apart.linguistic, apart.kilometres
    (0.64, 0.6115, 13681.0)
    """
    a, b = country(client), country(vendor)
    pair = _DOMESTIC if a == b else _pairs()[frozenset((a.iso3, b.iso3))]
    note = None
    if cultural is None:
        column = _published_basis(a, b, pair)
        basis, largest, kogut_singh = _KOGUT_SINGH_BASES[column], _largest(column), float(pair[column])
        cultural = math.sqrt(kogut_singh / largest)
        if column != "kogut_singh_4d":
            note = f"cultural distance rests on {basis}"
            warnings.warn(f"{a.name} and {b.name}: {note}", MissingDistance, stacklevel=2)
    else:
        _check_share("cultural distance", cultural)
        basis, largest = "given by the user", _largest("kogut_singh_4d")
        kogut_singh = cultural**2 * largest
    return Distance(
        kogut_singh=kogut_singh,
        kogut_singh_basis=basis,
        kogut_singh_max=largest,
        cultural=cultural,
        linguistic=_published(pair, "linguistic_distance", a, b),
        shared_official_language=_published(pair, "common_official_language", a, b) == 1,
        other_shared_language=a.language == b.language != "eng",
        kilometres=_published(pair, "distance_km", a, b),
        note=note,
    )


def working_english(client: str, vendor: str, override: float | None = None) -> float:
    """Working English of the weaker side, 0 to 1 (EF English Proficiency Index 2025, rescaled).

    Args:
        client, vendor: countries, as `country` takes them.
        override: working English of this vendor's own people, instead of their country's.

    Raises:
        InputError: for an unknown country, or an override outside 0 to 1.

    >>> working_english("USA", "PHL"), working_english("USA", "PHL", override=0.95)
    (0.75, 0.95)
    """
    vendor_english = country(vendor).working_english
    if override is not None:
        _check_share("working English", override)
        vendor_english = override
    return min(country(client).working_english, vendor_english)


def language_barrier(english: float, linguistic: float, *, other_shared_language: bool) -> float:
    """How much language stands between two sides, 0 (nothing) to 1.

        L = (1 - E) (0.5 + 0.5 linguistic distance)

    E is the weaker side's working English, or 1 where both have the same main language other than
    English: Spain and Mexico talk in Spanish. A shared *official* language is not enough. English
    is official in India and the Philippines, but not everybody there works in it, so between them
    and the United States working English still counts. The form of L is assumed.

    Raises:
        InputError: for an argument outside 0 to 1.

    >>> round(language_barrier(0.75, 0.6115, other_shared_language=False), 3)
    0.201
    >>> language_barrier(0.3, 0.004, other_shared_language=True)
    0.0
    """
    _check_share("working English", english)
    _check_share("linguistic distance", linguistic)
    if other_shared_language:
        return 0.0
    return (1 - english) * (0.5 + 0.5 * linguistic)


def overlap_hours(
    client_zone: str,
    vendor_zone: str,
    day: date,
    client_shift: Shift = OFFICE_HOURS,
    vendor_shift: Shift = OFFICE_HOURS,
) -> float:
    """Hours of the client's shift that starts on ``day`` during which the vendor is at work too.

    From 0 to the length of the shift. Shifts are local clock times (start, end) that recur every
    day; an end above 24, or before the start, is on the next day. Each clock time becomes an
    instant by the rules of that zone on that date (IANA time zone database), so summer time on
    either side, and a night on which the clocks change, count as they happen.

    Raises:
        InputError: for an unknown zone, or a shift that is no shift.

    >>> overlap_hours("Europe/London", "Asia/Kolkata", date(2024, 1, 17))
    2.5
    >>> overlap_hours("America/New_York", "Asia/Manila", date(2024, 1, 17), vendor_shift=(21, 6))
    8.0
    """
    client_start, client_end = _instants(_zone(client_zone), day, _shift(client_shift))
    zone, shift = _zone(vendor_zone), _shift(vendor_shift)
    seconds, counted_to = 0.0, client_start
    # Zones lie up to 26 hours apart and shifts end up to 48 hours after their midnight.
    for days in range(-3, 4):
        start, end = _instants(zone, day + timedelta(days), shift)
        seconds += max(0.0, min(end, client_end) - max(start, counted_to))
        counted_to = max(counted_to, end)
    return seconds / 3600


def weekly_overlap(
    client: str,
    vendor: str,
    start: date,
    weeks: int,
    client_shift: Shift = OFFICE_HOURS,
    vendor_shift: Shift = OFFICE_HOURS,
) -> tuple[float, ...]:
    """`overlap_hours` on the Wednesday of each week, in hours a day; the first is ``start``'s week.

    Weeks begin on Monday. Clocks change on weekends nearly everywhere, so a Wednesday speaks for
    its working week.

    Raises:
        InputError: for an unknown country, or a shift that is no shift.

    >>> weekly_overlap("USA", "DEU", date(2024, 3, 4), weeks=5)
    (2.0, 3.0, 3.0, 3.0, 2.0)
    """
    zones = country(client).time_zone, country(vendor).time_zone
    wednesday = start + timedelta(2 - start.weekday())
    return _weekly_overlap(*zones, wednesday, weeks, _shift(client_shift), _shift(vendor_shift))


@lru_cache(maxsize=256)
def _weekly_overlap(
    client_zone: str, vendor_zone: str, first: date, weeks: int, client_shift: Shift, vendor_shift: Shift
) -> tuple[float, ...]:
    days = (first + timedelta(weeks=week) for week in range(weeks))
    return tuple(overlap_hours(client_zone, vendor_zone, day, client_shift, vendor_shift) for day in days)


def _instants(zone: ZoneInfo, day: date, shift: Shift) -> tuple[float, float]:
    """The shift that starts on a local day, in seconds since 1970 UTC."""
    midnight = datetime.combine(day, time())
    # Hours are added to the clock, not to the instant: a shift ends at 17:00 whatever the night did.
    start, end = ((midnight + timedelta(hours=hour)).replace(tzinfo=zone).timestamp() for hour in shift)
    return start, end


def _shift(shift: Shift) -> Shift:
    start, end = shift
    if end < start:
        end += 24
    if not (0 <= start <= 24 and start < end <= min(start + 24, 48)):
        raise InputError(
            f"shift {tuple(shift)}: must be (start, end) in hours, start from 0 to 24, at most 24 hours long"
        )
    return float(start), float(end)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"unknown time zone {name!r}: must be an IANA name, as 'Asia/Manila'") from None


def _published_basis(a: Country, b: Country, pair: dict[str, str]) -> str:
    for column in _KOGUT_SINGH_BASES:
        if pair[column]:
            return column
    raise InputError(
        f"no cultural distance is published for {a.name} and {b.name}: give vendor.cultural_distance (0 to 1)"
    )


def _published(pair: dict[str, str], column: str, a: Country, b: Country) -> float:
    if not pair[column]:
        raise InputError(f"no {column} is published for {a.name} and {b.name}")
    return float(pair[column])


def _check_share(what: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise InputError(f"{what} = {value}: must be a number from 0 to 1")


@lru_cache(maxsize=1)
def _country_index() -> dict[str, Country]:
    index = {key.casefold(): each for each in countries() for key in (each.iso3, each.iso2, each.name)}
    return index | {"uk": index["gb"]}  # reserved in ISO 3166-1, and what people type


@lru_cache(maxsize=1)
def _pairs() -> dict[frozenset[str], dict[str, str]]:
    return {frozenset((row["iso3_a"], row["iso3_b"])): row for row in _table("country_pairs.csv")}


@lru_cache(maxsize=8)
def _largest(column: str) -> float:
    return max(float(row[column]) for row in _pairs().values() if row[column])


def _table(name: str) -> list[dict[str, str]]:
    text = files("outsim.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
