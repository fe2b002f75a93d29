"""The gallery: every picture is made by the lines above it, says what it shows, and is small."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
sys.path.insert(0, str(DOCS))

import gallery  # noqa: E402

pytestmark = pytest.mark.slow  # the same on every Python

PAGE = gallery.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("picture", gallery.pictures(), ids=lambda picture: picture.name)
def test_the_lines_make_a_figure(picture: gallery.Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    figure = picture.make()
    figure.savefig("figure.svg")
    assert any(axes.has_data() for axes in figure.axes)
    assert [file.name for file in tmp_path.iterdir()] == ["figure.svg"], "its lines leave files about"


def test_every_block_makes_a_picture_and_every_picture_is_there() -> None:
    made = gallery.pictures()
    assert len(made) == PAGE.count("```python"), "a block without a picture of gallery/ under it"
    assert {picture.file for picture in made} == set((DOCS / "gallery").glob("*.*")), "run: python docs/gallery.py"
    assert len({picture.name for picture in made}) == len(made)


def test_every_picture_says_what_it_shows_and_how_to_read_it() -> None:
    for alt in re.findall(r"!\[(.*?)\]\(", PAGE):
        assert len(alt.split()) >= 7, alt
    for section in re.split(r"^### ", PAGE, flags=re.M)[1:]:
        title, _, told = section.partition("\n\n")
        assert re.match(r"[A-Z][^`]{40}", told), f"{title}: begin with a sentence how to read it"


def test_the_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in (DOCS / "gallery").iterdir()) < 3_000_000
