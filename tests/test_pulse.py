"""A consultant's pulse survey: what its file says reaches the model's scale, and every mistake in it is named."""

from __future__ import annotations

import math
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsim.errors import InputError
from outsim.indicators import indicator
from outsim.studies.pulse import ASKED_OF, GROUPS, PERSON_SD, QUESTIONNAIRE_SD, Pulse, read_pulse

pytestmark = pytest.mark.slow  # the same on every Python

EXAMPLE = files("outsim") / "data" / "pulse_example.csv"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("pulse") / "pulse.csv"


def read(file: Path, text: str | bytes, scale: int | None = None) -> Pulse:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_pulse(file, scale)


def message(file: Path, text: str | bytes, scale: int | None = None) -> str:
    with pytest.raises(InputError) as raised:
        read(file, text, scale)
    return str(raised.value)


# What may be asked


def test_every_column_is_an_indicator_on_0_to_1_asked_of_groups_that_exist():
    for column, groups in ASKED_OF.items():
        assert indicator(column).unit == "0..1"
        assert groups
        assert set(groups) <= set(GROUPS)


# Reading


def test_answers_are_tidy_typed_and_sorted(file):
    pulse = read(file, "week,group,respondents,trust,clarity\n6,staff,20,3,2\n2,staff,21,5,\n2,leaders,4,1,4\n")
    assert pulse.answers.to_dict("split", index=False) == {
        "columns": ["week", "indicator", "group", "value", "respondents"],
        "data": [
            [2, "clarity", "leaders", 0.75, 4],
            [2, "trust", "leaders", 0.0, 4],
            [2, "trust", "staff", 1.0, 21],
            [6, "clarity", "staff", 0.25, 20],
            [6, "trust", "staff", 0.5, 20],
        ],
    }
    assert (pulse.answers[["week", "respondents"]].dtypes == "int64").all()


def test_without_columns_for_them_ten_staff_answered(file):
    answers = read(file, "week,trust\n2,3\n").answers
    assert answers[["group", "respondents"]].values.tolist() == [["staff", 10]]


def test_an_empty_group_or_number_of_respondents_is_the_default_too(file):
    answers = read(file, "week,group,respondents,trust\n2,,,3\n").answers
    assert answers[["group", "respondents"]].values.tolist() == [["staff", 10]]


def test_the_last_week_is_the_last_with_an_answer(file):
    assert read(file, "week,trust\n10,3\n2,4\n14,\n").last_week == 10


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffweek,trust\n2,3\n",
        "week,trust\r\n2,3\r\n",
        "week,trust\r2,3",
        "# a comment, with \"a quotation mark\n\nweek,trust\n# ,\"\n2,3\n,\n\n",
        ' Week , TRUST \n "2", 3 \n',
        "trust,week\n3.0,2.0\n",
    ],
    ids=["byte order mark", "Windows", "old Mac", "comments and blank lines", "spaces and capitals", "other order"],
)  # fmt: skip
def test_files_of_all_kinds_of_programs_read_alike(file, text):
    assert read(file, text).answers[["week", "indicator", "value"]].values.tolist() == [[2, "trust", 0.5]]


# Scales


def test_answers_up_to_5_are_on_1_to_5_and_any_above_10_means_0_to_100(file):
    assert read(file, "week,trust\n2,1\n6,5\n").answers["value"].tolist() == [0, 1]
    assert read(file, "week,trust\n2,7\n6,10.5\n").answers["value"].tolist() == [0.07, 0.105]


@pytest.mark.parametrize("text", ["week,trust\n2,6.2\n", "week,trust,clarity\n2,6.2,3\n", "week,trust\n2,9\n6,10\n"])
def test_answers_that_do_not_tell_their_scale_are_refused_until_it_is_said(file, text):
    with pytest.raises(InputError, match=r"is above 5, and no answer is above 10: .*; say study\.scale=5 or study"):
        read(file, text)
    with pytest.raises(InputError, match="must be 1 to 5, the scale of this file, as the argument scale says"):
        read(file, text, scale=5)
    assert read(file, text, scale=100).answers["value"].max() <= 0.1


def test_two_answers_of_which_one_is_on_another_scale_are_refused(file):
    with pytest.raises(InputError, match=r"44 means 0 to 100, but 1 of the 2 answers in the file lie within 1 to 5"):
        read(file, "week,trust,clarity\n2,44,\n6,,3\n")


def test_the_scale_can_be_said(file):
    assert read(file, "week,trust\n2,0\n6,4\n", scale=100).answers["value"].tolist() == [0, 0.04]


def test_a_single_low_answer_on_0_to_100_is_not_refused(file):
    text = "week,trust,resistance\n2,40,3.0\n6,30,\n10,35,0\n14,30,0.5\n"
    assert read(file, text).answers["value"].min() == 0


def test_answers_that_look_mixed_are_taken_as_they_stand_where_the_scale_is_said(file):
    assert read(file, "week,resistance\n2,3\n6,4\n10,6\n", scale=100).answers["value"].tolist() == [0.03, 0.04, 0.06]


survey_weeks = st.lists(st.integers(0, 1040), min_size=1, max_size=8, unique=True)


@given(weeks=survey_weeks, scale=st.sampled_from([5, 100]), data=st.data())
def test_what_is_written_on_a_scale_is_read_back_on_0_to_1(file, weeks, scale, data):
    low, high = {5: (1, 5), 100: (0, 100)}[scale]
    wanted = {week: data.draw(st.floats(0, 1)) for week in sorted(weeks)}
    lines = [f"{week},{low + (high - low) * value!r}" for week, value in wanted.items()]
    answers = read(file, "\n".join(["week,trust", *lines]), scale).answers
    assert answers["week"].tolist() == list(wanted)
    assert answers["value"].tolist() == pytest.approx(list(wanted.values()), abs=1e-12)
    assert answers["value"].between(0, 1).all()


@given(steps=st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_a_file_on_1_to_5_is_found_to_be_so(file, steps):
    lines = [f"{week},{1 + step / 10:.1f}" for week, step in enumerate(steps)]
    values = read(file, "\n".join(["week,trust", *lines])).answers["value"].tolist()
    assert values == pytest.approx([step / 40 for step in steps])


@given(percents=st.lists(st.integers(11, 100), min_size=1, max_size=8))
def test_a_file_on_0_to_100_is_found_to_be_so(file, percents):
    lines = [f"{week},{percent}" for week, percent in enumerate(percents)]
    values = read(file, "\n".join(["week,trust", *lines])).answers["value"].tolist()
    assert values == pytest.approx([percent / 100 for percent in percents])


# Pooling


def test_trust_counts_staff_and_leaders_alike_however_many_answered(file):
    found = read(file, "week,group,respondents,trust\n2,staff,25,50\n2,leaders,4,90\n").weekly().iloc[0]
    assert found["value"] == pytest.approx(0.7)
    sampling = math.hypot(PERSON_SD / 5 / 2, PERSON_SD / 2 / 2)
    assert found["standard_error"] == pytest.approx(math.hypot(sampling, QUESTIONNAIRE_SD))


def test_trust_of_one_group_is_that_of_those_who_answered(file):
    found = read(file, "week,group,respondents,trust\n2,staff,25,\n2,leaders,4,90\n6,staff,25,50\n").weekly()
    assert found["value"].tolist() == [0.9, 0.5]


def test_all_else_counts_each_respondent_alike(file):
    text = "week,group,respondents,clarity\n2,staff,20,50\n2,leaders,4,80\n2,vendor,16,20\n"
    found = read(file, text).weekly().iloc[0]
    assert found["value"] == pytest.approx((20 * 0.5 + 4 * 0.8 + 16 * 0.2) / 40)
    assert found["standard_error"] == pytest.approx(math.hypot(PERSON_SD / math.sqrt(40), QUESTIONNAIRE_SD))


@given(respondents=st.lists(st.integers(1, 500), min_size=3, max_size=3))
def test_more_respondents_leave_less_error_but_never_less_than_the_questionnaires_own(respondents):
    def errors(times):
        answers = pd.DataFrame({"week": 2, "indicator": "friction", "group": GROUPS, "value": [0.2, 0.3, 0.7]})
        return Pulse(answers.assign(respondents=[times * count for count in respondents])).weekly()["standard_error"]

    assert QUESTIONNAIRE_SD < errors(4)[0] < errors(1)[0]


def test_a_week_and_indicator_is_one_row(file):
    found = read(file, "week,group,trust,clarity\n6,staff,3,3\n2,leaders,3,4\n2,staff,3,\n").weekly()
    assert list(found.columns) == ["week", "indicator", "value", "standard_error"]
    assert found[["week", "indicator"]].values.tolist() == [[2, "clarity"], [2, "trust"], [6, "clarity"], [6, "trust"]]


# Mistakes

MISTAKES = {
    "empty": ("", ["is empty", "must have a header"]),
    "only comments": ("# week,trust\n\n", ["all comments"]),
    "header only": ("week,trust\n", ["after the header"]),
    "unknown column": ("# from us\nweek,anxeity\n2,3\n", ["line 2", "'anxeity'", "did you mean 'anxiety'?"]),
    "an indicator that nobody is asked": ("week,backlog\n2,3\n", ["line 1", "unknown column 'backlog'"]),
    "column without a name": ("week,trust,\n2,3,\n", ["line 1", "column 3 has no name"]),
    "duplicate column": ("week,trust,trust\n2,3,3\n", ["line 1", "column trust", "columns 2 and 3"]),
    "no week": ("group,trust\nstaff,3\n", ["line 1", "no column week", "group, trust"]),
    "no indicator": ("week,group\n2,staff\n", ["line 1", "no column has answers", "anxiety"]),
    "semicolons": ("week;trust\n2;3,5\n", ["line 1", "semicolons", "week;trust", "commas"]),
    "tabs": ("week\ttrust\n2\t3\n", ["line 1", "tabs", "commas"]),
    "week in words": ("week,trust\ntwo,3\n", ["line 2", "column week", "'two'", "whole number from 0 to 1040"]),
    "half a week": ("week,trust\n2.5,3\n", ["line 2", "column week", "'2.5'", "whole number"]),
    "no week on a line": ("week,trust\n,3\n", ["line 2", "column week", "''", "whole number"]),
    "week before the first": ("week,trust\n-1,3\n", ["line 2", "column week", "'-1'", "0 to 1040"]),
    "week after the last": ("week,trust\n1041,3\n", ["line 2", "column week", "'1041'", "0 to 1040"]),
    "endless week": ("week,trust\ninf,3\n", ["line 2", "column week", "'inf'"]),
    "unknown group": ("week,group,trust\n2,leader,3\n", ["line 2", "column group", "'leader'", "mean 'leaders'?"]),
    "nobody answered": ("week,respondents,trust\n2,0,3\n", ["line 2", "column respondents", "'0'", "from 1"]),
    "half a person": ("week,respondents,trust\n2,3.5,3\n", ["line 2", "column respondents", "'3.5'"]),
    "far too many": ("week,respondents,trust\n2,1e300,3\n", ["line 2", "column respondents", "'1e300'"]),
    "not a number": ("week,trust\n2,3\n6,n/a\n", ["line 3", "column trust", "'n/a'", "number", "leave it empty"]),
    "nan": ("week,trust\n2,nan\n", ["line 2", "column trust", "'nan'", "number"]),
    "thousands": ("week,trust\n2,1_0\n", ["line 2", "column trust", "'1_0'", "number"]),
    "decimal comma": ('week,trust\n2,"3,5"\n', ["line 2", "column trust", "'3,5'", "decimals with a point"]),
    "more cells": ("week,trust\n2,3,5\n", ["line 2", "has 3 cells (2,3,5)", "the header has 2", "with a point"]),
    "fewer cells": ("week,group,trust\n2,3\n", ["line 2", "has 2 cells (2,3)", "the header has 3"]),
    "below 1 to 5": ("week,trust\n2,0.5\n", ["line 2", "column trust: 0.5", "must be 1 to 5", "highest answer, 0.5"]),
    "above 0 to 100": ("week,trust\n2,40\n6,101\n", ["line 3", "column trust: 101", "must be 0 to 100"]),
    "below 0 to 100": ("week,trust\n2,40\n6,-1\n", ["line 3", "column trust: -1", "must be 0 to 100"]),
    "staff asked for the vendor's morale": (
        "week,group,vendor_morale\n2,vendor,3\n2,staff,4\n",
        ["line 3", "column vendor_morale", "'4'", "answer of staff", "only vendor may answer"],
    ),
    "the vendor asked for the client's trust": (
        "week,group,trust\n2,vendor,3\n",
        ["line 2", "column trust", "answer of vendor", "only staff and leaders may answer"],
    ),
    "no answer at all": ("week,trust\n2,\n6,\n", ["no answer in any line"]),
    "open quotation mark": ('week,trust\n2,"3\n6,3\n', ["line 2", "not CSV", "quotation marks"]),
    "not text": (b"PK\x03\x04\xff\xfe", ["not text in UTF-8"]),
    "columns on two scales": (
        "week,trust,anxiety\n2,60,3.1\n6,70,2.9\n",
        ["mixes scales", "line 3, column trust: 70", "2 of the 2 answers in column anxiety", "line 2", "3.1"],
    ),
    "lines on two scales": (
        "week,trust,anxiety\n2,3.2,3.1\n6,70,40\n10,60,50\n",
        ["mixes scales", "column trust: 70", "2 of the 2 answers in line 2", "scale=100"],
    ),
    "a slip of the decimal point": (
        "week,trust\n2,3.2\n6,44\n10,3.1\n",
        ["mixes scales", "line 3, column trust: 44", "2 of the 3 answers in column trust"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "fragments"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_in_one_line_with_its_place(file, text, fragments):
    told = message(file, text)
    assert told.startswith(f"{file}: ")
    assert "\n" not in told
    assert [fragment for fragment in fragments if fragment not in told] == [], told


def test_a_duplicate_week_is_named_with_both_lines(file):
    told = message(file, "# monthly\nweek,group,trust\n2,staff,3\n\n2,leaders,3\n2,,4\n")
    assert "line 6: week 2 of staff is on line 3 already" in told


@given(above=st.lists(st.sampled_from(["", "# note", '# a,"b', ",", "  "]), max_size=5), below=st.integers(0, 5))
def test_lines_are_counted_as_in_a_text_editor(file, above, below):
    lines = [*above, "week,trust", *[f"{week},3" for week in range(below)], "x,3"]
    assert f"line {len(lines)}, column week" in message(file, "\n".join(lines))


def test_an_answer_off_the_scale_that_was_said_is_refused(file):
    assert "line 2, column trust: 40 must be 1 to 5" in message(file, "week,trust\n2,40\n", scale=5)


@pytest.mark.parametrize("scale", [7, "5", True, [5], 0])
def test_there_are_two_scales(file, scale):
    assert f"scale = {scale!r}: must be 5" in message(file, "week,trust\n2,3\n", scale)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nowhere/pulse.csv", "nowhere/pulse.csv: there is no such file"),
        (".", "cannot be read"),
        ("a\0b", "cannot be read"),
        (None, "None: must be the name of a CSV file"),
    ],
    ids=["missing", "folder", "impossible name", "no name"],
)
def test_a_file_that_cannot_be_read_is_told(path, told):
    with pytest.raises(InputError) as raised:
        read_pulse(path)
    assert told in str(raised.value)


# The example that comes along


def test_the_shipped_example_says_first_that_the_model_made_it():
    first, second, *_ = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for words in ("# Made by the model", "not a real survey", "scenario", "seed", "replicate"):
        assert words in first
    assert second.startswith("# Truth: ")


def test_the_shipped_example_reads_well():
    pulse = read_pulse(EXAMPLE)
    assert set(pulse.answers["group"]) == set(GROUPS)
    assert pulse.answers["week"].nunique() >= 6
    assert pulse.last_week == 26
    weekly = pulse.weekly()
    assert not weekly.duplicated(["week", "indicator"]).any()
    assert weekly["value"].between(0, 1).all()
    assert weekly["standard_error"].between(QUESTIONNAIRE_SD, 0.15).all()
