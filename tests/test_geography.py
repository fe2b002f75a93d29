"""Distance, language and clocks between a client's country and a vendor's."""

import doctest
import itertools
import math
import subprocess
import sys
import time
import warnings
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsim import geography
from outsim.errors import InputError
from outsim.geography import (
    MissingDistance,
    countries,
    country,
    distance,
    language_barrier,
    overlap_hours,
    weekly_overlap,
    working_english,
)

CODES = [each.iso3 for each in countries()]
ZONES = sorted({each.time_zone for each in countries()} | {"Asia/Kathmandu", "Pacific/Kiritimati"})
PAIRS = list(itertools.combinations(CODES, 2))
WINTER, SUMMER = date(2024, 1, 17), date(2024, 7, 17)


def quiet_distance(client, vendor):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDistance)
        return distance(client, vendor)


def barrier(client, vendor, override=None):
    apart = quiet_distance(client, vendor)
    return language_barrier(
        working_english(client, vendor, override),
        apart.linguistic,
        other_shared_language=apart.other_shared_language,
    )


# Countries


def test_a_country_is_found_by_either_code_or_its_name_in_any_case():
    for given_name in ("KOR", "kor", "KR", "South Korea", " south korea "):
        assert country(given_name).iso3 == "KOR"
    assert country("UK") == country("GB")


@pytest.mark.parametrize(
    ("given_name", "nearest"),
    [("Germny", "Germany"), ("Phillipines", "Philippines"), ("fr1", "FRA")],
)
def test_an_unknown_country_names_the_nearest(given_name, nearest):
    with pytest.raises(InputError, match=f"did you mean '{nearest}'"):
        country(given_name)


def test_every_country_has_a_zone_and_english_in_range():
    for each in countries():
        assert ZoneInfo(each.time_zone)
        assert 0 <= each.working_english <= 1
        assert each.working_english == 1 or each.english_status != "native"


# Distance


def test_every_pair_but_one_has_finite_distances_in_range_and_only_ukraine_warns():
    warned = set()
    for client, vendor in PAIRS:
        if {client, vendor} == {"UKR", "CRI"}:
            continue
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            apart = distance(client, vendor)
        assert len(caught) == (apart.note is not None)
        warned |= {frozenset((client, vendor))} if caught else set()
        assert 0 < apart.cultural <= 1
        assert apart.cultural == math.sqrt(apart.kogut_singh / apart.kogut_singh_max)
        assert 0 <= apart.linguistic <= 1
        assert 100 < apart.kilometres < 20_040
    assert len(warned) == 45
    assert all("UKR" in pair for pair in warned)


def test_distance_is_the_same_in_both_directions():
    for client, vendor in PAIRS[::7]:
        assert quiet_distance(client, vendor) == quiet_distance(vendor, client)


def test_the_farthest_pair_is_at_distance_one():
    assert distance("SWE", "JPN").cultural == 1


def test_ukraine_warns_at_each_call_and_is_not_zero():
    for _ in range(2):
        with pytest.warns(MissingDistance, match="United States and Ukraine: .*long-term") as caught:
            apart = distance("USA", "UKR")
        assert len(caught) == 1
        assert caught[0].filename == __file__
    assert apart.cultural == pytest.approx(math.sqrt(6.0364 / 10.2322))
    assert apart.note is not None


def test_a_pair_without_any_published_distance_asks_the_user_for_one(recwarn):
    with pytest.raises(InputError, match=r"Ukraine and Costa Rica.*vendor\.cultural_distance"):
        distance("UKR", "CRI")
    apart = distance("UKR", "CRI", cultural=0.4)
    assert apart.cultural == 0.4
    assert apart.kogut_singh == pytest.approx(0.16 * apart.kogut_singh_max)
    assert apart.linguistic == 0.8771
    assert not recwarn


def test_a_given_cultural_distance_is_used_and_checked():
    assert distance("USA", "PHL", cultural=0.0).cultural == 0
    for wrong in (-0.1, 1.1, math.nan):
        with pytest.raises(InputError, match="cultural distance"):
            distance("USA", "PHL", cultural=wrong)


@pytest.mark.parametrize("column", ["linguistic_distance", "distance_km", "common_official_language"])
def test_a_gap_in_the_table_is_an_error_and_never_a_silent_zero(monkeypatch, column):
    pair = frozenset(("USA", "PHL"))
    holed = geography._pairs() | {pair: geography._pairs()[pair] | {column: ""}}
    monkeypatch.setattr(geography, "_pairs", lambda: holed)
    with pytest.raises(InputError, match=f"{column}.*United States and Philippines"):
        distance("USA", "PHL")


@pytest.mark.parametrize("code", CODES)
def test_a_domestic_deal_has_no_distance_and_a_shared_language(code, recwarn):
    apart = distance(code, code)
    assert (apart.kogut_singh, apart.cultural, apart.linguistic, apart.kilometres) == (0, 0, 0, 0)
    assert apart.shared_official_language
    assert barrier(code, code) == 0
    assert not recwarn


# Language


def test_the_weaker_side_sets_the_working_english():
    assert working_english("USA", "PHL") == working_english("PHL", "USA") == 0.75
    assert working_english("JPN", "IND") == 0.3


def test_a_vendors_own_english_replaces_its_countrys_but_not_the_clients():
    assert working_english("USA", "JPN", 0.9) == 0.9
    assert working_english("DEU", "USA", 0.95) == 0.9
    with pytest.raises(InputError, match="working English"):
        working_english("USA", "JPN", 1.2)


def test_english_as_an_official_language_is_not_everybodys_working_language():
    assert distance("USA", "IND").shared_official_language
    assert barrier("USA", "IND") > barrier("USA", "PHL") > barrier("USA", "GBR") == 0


def test_a_shared_main_language_removes_the_barrier_whatever_the_english():
    assert barrier("ESP", "MEX") == barrier("PRT", "BRA") == barrier("DEU", "AUT") == 0
    assert barrier("ESP", "MEX", 0.1) == 0
    assert barrier("FRA", "MEX") > 0.3


def test_poor_english_can_be_declared_even_of_a_vendor_in_an_english_speaking_country():
    assert barrier("USA", "CAN", 0.6) > barrier("USA", "CAN") == 0


shares = st.floats(0, 1)


@given(english=shares, linguistic=shares, more=shares, shared=st.booleans())
def test_the_barrier_falls_with_english_and_rises_with_distance(english, linguistic, more, shared):
    here = language_barrier(english, linguistic, other_shared_language=shared)
    better, worse = max(english, more), max(linguistic, more)
    assert 0 <= here <= 1
    assert language_barrier(better, linguistic, other_shared_language=shared) <= here
    assert language_barrier(english, worse, other_shared_language=shared) >= here


@pytest.mark.parametrize(("english", "linguistic"), [(1.1, 0), (0.5, -0.1), (math.nan, 0)])
def test_a_barrier_of_impossible_inputs_is_an_error(english, linguistic):
    with pytest.raises(InputError, match="from 0 to 1"):
        language_barrier(english, linguistic, other_shared_language=False)


# Clocks


def test_the_us_and_the_philippines_share_no_office_hours_but_a_manila_night_shift_shares_all():
    for day in (WINTER, SUMMER):
        assert overlap_hours("America/New_York", "Asia/Manila", day) == 0
        for night in ((21.0, 30.0), (21.0, 6.0)):
            assert overlap_hours("America/New_York", "Asia/Manila", day, vendor_shift=night) == 8
            assert overlap_hours("Asia/Manila", "America/New_York", day, client_shift=night) == 8


def test_india_is_half_an_hour_off():
    assert overlap_hours("Europe/London", "Asia/Kolkata", WINTER) == 2.5
    assert overlap_hours("Europe/London", "Asia/Kolkata", SUMMER) == 3.5
    assert overlap_hours("America/New_York", "Asia/Kolkata", WINTER, vendor_shift=(13.0, 22.0)) == 2.5


def test_only_while_one_side_has_changed_its_clocks_do_the_us_and_germany_gain_an_hour():
    year = weekly_overlap("USA", "DEU", date(2024, 1, 1), 52)
    longer = [date(2024, 1, 3) + timedelta(weeks=week) for week, hours in enumerate(year) if hours == 3]
    assert longer == [date(2024, 3, 13), date(2024, 3, 20), date(2024, 3, 27), date(2024, 10, 30)]
    assert {hours for hours in year if hours != 3} == {2}


def test_a_shift_through_the_night_of_the_clock_change_has_its_real_length():
    for day, real in ((date(2024, 3, 30), 7), (date(2024, 10, 26), 9), (date(2024, 6, 1), 8)):
        night = (22.0, 6.0)
        assert overlap_hours("Europe/Berlin", "Europe/Berlin", day, night, night) == real


def test_the_vendors_previous_and_next_day_count():
    assert overlap_hours("Pacific/Auckland", "America/Los_Angeles", SUMMER) == 3
    assert overlap_hours("America/Los_Angeles", "Pacific/Auckland", SUMMER) == 3
    split = overlap_hours("America/New_York", "Asia/Manila", WINTER, (0.0, 24.0), (20.0, 18.0))
    assert split == 22


def test_a_vendor_that_never_closes_is_always_there():
    for zone in ZONES:
        assert overlap_hours("America/New_York", zone, date(2024, 3, 9), (20.0, 4.0), (0.0, 24.0)) == 7


def test_a_week_is_judged_by_its_wednesday_from_the_week_that_holds_the_start():
    for day in range(11, 18):
        assert weekly_overlap("USA", "DEU", date(2024, 3, day), 1) == (3.0,)
    assert weekly_overlap("USA", "DEU", date(2024, 3, 10), 3) == (2.0, 3.0, 3.0)
    assert weekly_overlap("USA", "DEU", WINTER, 0) == ()


def test_the_weeks_agree_with_the_days():
    start, shift = date(2024, 1, 3), (13.5, 22.5)
    weeks = weekly_overlap("USA", "IND", start, 60, vendor_shift=shift)
    for week, hours in enumerate(weeks):
        day = start + timedelta(weeks=week)
        assert hours == overlap_hours("America/New_York", "Asia/Kolkata", day, vendor_shift=shift)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America", "", "/etc", "../x"])
def test_an_unknown_zone_is_an_input_error(zone):
    with pytest.raises(InputError, match="unknown time zone"):
        overlap_hours("America/New_York", zone, WINTER)


@pytest.mark.parametrize("shift", [(9, 9), (-1, 8), (9, 34), (25, 30), (math.nan, 8), (9, -20), (24, 49)])
def test_an_impossible_shift_is_an_input_error(shift):
    with pytest.raises(InputError, match="shift"):
        overlap_hours("America/New_York", "Asia/Manila", WINTER, vendor_shift=shift)


def minutes_both_at_work(client_zone, vendor_zone, day, client_shift, vendor_shift):
    """Walks through four days minute by minute and asks both wall clocks."""
    client, vendor = ZoneInfo(client_zone), ZoneInfo(vendor_zone)
    midnight = datetime(day.year, day.month, day.day)
    opens, closes = (midnight + timedelta(hours=hour) for hour in client_shift)
    instant = (midnight - timedelta(days=1)).replace(tzinfo=UTC)
    minutes = 0
    for _ in range(4 * 24 * 60):
        if opens <= instant.astimezone(client).replace(tzinfo=None) < closes:
            there = instant.astimezone(vendor)
            hour = there.hour + there.minute / 60
            start, end = vendor_shift
            minutes += start <= hour < end or start <= hour + 24 < end
        instant += timedelta(minutes=1)
    return minutes


days = st.dates(date(2015, 1, 1), date(2026, 12, 31))
change_days = st.sampled_from([date(2024, 3, 9), date(2024, 3, 30), date(2024, 10, 26), date(2024, 11, 2)])
zones = st.sampled_from(ZONES)


@st.composite
def shifts(draw):
    """Half-hour shifts whose ends avoid the small hours, where a clock time may come twice or never."""
    start = draw(st.integers(2 * 4, 2 * 22)) / 2
    end = draw(st.integers(2 * 4, 2 * 22)) / 2
    return (start, end) if start < end else (start, end + 24)


@settings(max_examples=80, deadline=None)
@given(zones, zones, days | change_days, shifts(), shifts())
def test_overlap_agrees_with_a_walk_through_every_minute(client, vendor, day, client_shift, vendor_shift):
    counted = minutes_both_at_work(client, vendor, day, client_shift, vendor_shift)
    assert overlap_hours(client, vendor, day, client_shift, vendor_shift) == pytest.approx(counted / 60)


any_shift = st.tuples(st.floats(0, 24), st.floats(0.01, 24)).map(lambda s: (s[0], min(s[0] + s[1], 48.0)))
any_shift = any_shift.filter(lambda s: s[0] < s[1] <= s[0] + 24)


@settings(max_examples=300)
@given(zones, zones, days | change_days, any_shift, any_shift)
def test_overlap_lies_between_zero_and_the_clients_shift(client, vendor, day, client_shift, vendor_shift):
    hours = overlap_hours(client, vendor, day, client_shift, vendor_shift)
    start, end = geography._instants(ZoneInfo(client), day, client_shift)
    assert 0 <= hours <= max(0, end - start) / 3600 + 1e-9


@settings(max_examples=300)
@given(zones, zones, st.sampled_from([WINTER, SUMMER]), shifts(), shifts())
def test_away_from_clock_changes_both_sides_count_the_same_overlap(one, other, day, one_shift, other_shift):
    there = overlap_hours(one, other, day, one_shift, other_shift)
    assert there == pytest.approx(overlap_hours(other, one, day, other_shift, one_shift), abs=1e-9)


# The module


def test_five_years_of_weeks_take_well_under_fifty_milliseconds():
    def seconds():
        geography._weekly_overlap.cache_clear()
        began = time.process_time()
        weekly_overlap("USA", "PHL", WINTER, 260)
        return time.process_time() - began

    assert min(seconds() for _ in range(5)) < 0.05


def test_importing_geography_loads_no_numerical_library():
    code = "import sys, outsim.geography; sys.exit(bool({'numpy', 'pandas', 'jax'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(geography)
    assert result.attempted >= 9
    assert result.failed == 0
