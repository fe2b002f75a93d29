"""Pictures and movies of the network: everybody in place, true colours, a copy lives on, no half file is left."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from drawn import assert_readable
from outsim import InputError, PartnershipModel, Scenario, simulate
from outsim.indicators import INDICATOR_NAMES
from outsim.plots import movie
from outsim.plots.network_layout import layout
from outsim.plots.network_states import HOLDERS, snapshots

pytestmark = pytest.mark.slow  # the same on every Python


@pytest.fixture(scope="module")
def model(small: Scenario) -> PartnershipModel:
    """In its sixth week."""
    made = PartnershipModel(small, seed=1, replicate=0)
    for _ in range(5):
        made.step()
    return made


@pytest.fixture(scope="module")
def doomed(small: Scenario) -> PartnershipModel:
    """Ends long before its last week, and not at once."""
    stormy = small.with_(coefficients__judgement__terminate=-4.0)
    ended = simulate(stormy, replicates=32, seed=1).runs.query("outcome == 'terminated' and 8 <= ended_week < 30")
    return PartnershipModel(stormy, seed=1, replicate=int(ended["replicate"].iloc[0])).run()


def test_nodes_have_the_numbers_of_the_agents(model: PartnershipModel) -> None:
    (shown,) = snapshots(model, "trust", None)
    assert shown.week == 4
    assert shown.values["staff"] == pytest.approx([one.trust for one in model.staff])
    assert shown.values["leaders"] == pytest.approx([one.trust for one in model.leaders])
    assert shown.values["teams"] is None
    assert shown.mean == pytest.approx(model.indicators["trust"])


def test_ties_are_the_liaisons_of_the_agents(model: PartnershipModel) -> None:
    (shown,) = snapshots(model, "friction", None)
    told = {
        (int(person), int(team)): friction
        for person, team, friction in zip(shown.ties.person, shown.ties.team, shown.ties.friction, strict=True)
    }
    agents = {(one.number, tie.team.number): tie.friction for one in model.staff for tie in one.ties}
    assert told == pytest.approx(agents)
    assert float(np.mean(list(told.values()))) == pytest.approx(model.indicators["friction"], rel=1e-5)
    mean = {one.number: np.mean([tie.friction for tie in one.ties]) for one in model.staff}
    staff = shown.values["staff"]
    assert staff is not None
    assert staff == pytest.approx([mean[number] for number in range(len(model.staff))])


def test_means_over_the_nodes_are_the_indicator(model: PartnershipModel) -> None:
    for name in ("anxiety", "vendor_trust", "vendor_morale", "quality", "participation", "satisfaction"):
        (shown,) = snapshots(model, name, None)
        assert shown.known.mean() == pytest.approx(shown.mean, rel=1e-4), name
    (queue,) = snapshots(model, "queue", None)
    assert queue.known.sum() == pytest.approx(queue.mean, rel=1e-4)


def test_everybody_stands_in_the_same_place_in_every_week(model: PartnershipModel) -> None:
    first, last = snapshots(model, "anxiety", [0, 39])
    one, other = layout(model.base, first), layout(model.base, last)
    for kind in ("staff", "leaders", "teams"):
        np.testing.assert_array_equal(getattr(one, kind), getattr(other, kind))
    assert one.leaders[:, 0].max() < one.staff[:, 0].min() < one.staff[:, 0].max() < one.teams[:, 0].min()
    apart = np.linalg.norm(one.staff[:, None] - one.staff[None], axis=-1) + np.eye(len(one.staff))
    assert apart.min() > 0.01


def test_weeks_ahead_are_lived_by_a_copy(model: PartnershipModel) -> None:
    before = model.staff[0].anxiety
    ahead = snapshots(model, "anxiety", [2, 20])[1]
    assert (model.week, model.staff[0].anxiety) == (5, before)
    other = model.fork()
    while other.week <= 20:
        other.step()
    staff = ahead.values["staff"]
    assert staff is not None
    assert staff == pytest.approx([one.anxiety for one in other.staff])


def test_a_lever_pulled_by_hand_is_in_the_weeks_ahead(model: PartnershipModel) -> None:
    calmed = model.fork("emotional_support")
    with_, without = (snapshots(each, "anxiety", [30])[0].mean for each in (calmed, model))
    assert with_ < without


@pytest.mark.parametrize("name", sorted(HOLDERS))
def test_every_indicator_of_people_can_be_drawn(model: PartnershipModel, name: str) -> None:
    assert name in INDICATOR_NAMES
    figure = model.plot_network(name)
    assert_readable(figure)
    assert figure.axes[0].get_children()


def test_small_multiples_are_readable_and_say_what_became_of_it(doomed: PartnershipModel) -> None:
    end = doomed.week - 1
    figure = doomed.plot_network(weeks=[0, end - 1, end, 39])
    assert_readable(figure)
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert sum(f"terminated in week {end}: {doomed.cause}" in each for each in said) == 2
    assert {"Week 0", f"Week {end}", "Week 39"} <= set(said)


def test_before_week_0_there_is_a_picture_too(small: Scenario) -> None:
    figure = PartnershipModel(small).plot_network("expectation")
    assert_readable(figure)
    assert "Before week 0" in [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"indicator": "hazard"}, "is of the partnership as a whole"),
        ({"indicator": "anxeity"}, "did you mean 'anxiety'"),
        ({"week": 40}, "40 is not a whole number from 0 to 39"),
        ({"weeks": [1.5]}, "1.5 is not a whole number"),
        ({"weeks": []}, "there is none"),
    ],
)
def test_what_cannot_be_drawn_is_refused(model: PartnershipModel, given: Any, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        model.plot_network(**given)


# ---------------------------------------------------------------- movies


def test_a_gif_has_a_frame_a_week_up_to_the_end(doomed: PartnershipModel, tmp_path: Path) -> None:
    weeks = range(0, 40, 2)
    path = doomed.animate(tmp_path / "run.gif", weeks=weeks, progress=False)
    lived = sum(week < doomed.week - 1 for week in weeks)
    with Image.open(path) as image:
        assert image.n_frames == lived + 1  # the first frame after its end is the last
    assert path.stat().st_size < 2_000_000
    assert [each.name for each in tmp_path.iterdir()] == ["run.gif"]


def test_the_player_holds_every_week_and_asks_nobody(model: PartnershipModel, tmp_path: Path) -> None:
    path = model.animate(str(tmp_path / "run.html"), "friction", progress=False)
    text = path.read_text(encoding="utf-8")
    data = json.loads(text.split('type="application/json" id="data">')[1].split("</script>")[0])
    assert model.week == 5
    assert [frame["week"] for frame in data["frames"]] == list(range(5, 5 + len(data["frames"])))
    assert len(data["nodes"]) == len(model.staff) + len(model.leaders) + len(model.teams)
    assert all(len(frame["nodes"]) == len(data["nodes"]) for frame in data["frames"])
    assert set(re.findall(r"https?://[^\"'\s]+", text)) == {"http://www.w3.org/2000/svg"}
    assert all(len(data[end]) <= 8 for end in ("low", "high")), "the ends of the scale have three digits"


def test_what_is_put_into_the_player_is_escaped(small: Scenario, tmp_path: Path) -> None:
    named = Scenario.from_mapping({**small.to_mapping(), "name": "</script><script>alert(1)</script>"})
    text = PartnershipModel(named).animate(tmp_path / "run.html", weeks=[0, 1], progress=False).read_text("utf-8")
    assert "<script>alert" not in text


def test_an_interruption_leaves_no_half_file(
    model: PartnershipModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run.gif").write_bytes(b"an older one")

    class Interrupted(movie.PillowWriter):
        def grab_frame(self, **how: Any) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(movie, "PillowWriter", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.animate(tmp_path / "run.gif", weeks=[5, 6], progress=False)
    assert [each.name for each in tmp_path.iterdir()] == ["run.gif"]
    assert (tmp_path / "run.gif").read_bytes() == b"an older one"


def test_without_ffmpeg_an_mp4_is_refused_before_anything_is_lived(
    model: PartnershipModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(movie.FFMpegWriter, "isAvailable", classmethod(lambda cls: False))
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(InputError, match="imageio-ffmpeg"):
        model.animate(tmp_path / "run.mp4")


@pytest.mark.skipif(not movie.FFMpegWriter.isAvailable(), reason="there is no ffmpeg on this machine")
def test_an_mp4_is_written_where_ffmpeg_is(model: PartnershipModel, tmp_path: Path) -> None:
    path = model.animate(tmp_path / "run.mp4", weeks=[5, 6, 7], progress=False)
    assert b"ftyp" in path.read_bytes()[:32]


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        ("run.avi", {}, "must end in .gif, .mp4, .html"),
        ("nowhere/run.gif", {}, "does not exist"),
        ("run.gif", {"per_second": 0}, "from 0.5 to 30"),
        ("run.gif", {"weeks": [0] * 300}, "260 at most"),
    ],
)
def test_a_movie_that_cannot_be_is_refused(
    model: PartnershipModel, tmp_path: Path, file: str, more: Any, said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        model.animate(tmp_path / file, **more)
