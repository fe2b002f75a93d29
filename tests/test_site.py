"""The site: its reference names everything public, its tables every column, and it asks nobody outside."""

from __future__ import annotations

import doctest
import importlib.util
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

import outsim
from outsim.scenario import Scenario

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "docs"), str(ROOT / "docs" / "site_build")]

import columns  # noqa: E402
import outside  # noqa: E402

pytestmark = pytest.mark.slow  # the same on every Python

REFERENCE = "".join(page.read_text(encoding="utf-8") for page in sorted(ROOT.glob("docs/reference/*.md")))


def names(*parts: tuple[columns.Column, ...]) -> list[str]:
    return [column.name for part in parts for column in part]


def test_the_reference_has_each_public_name_once() -> None:
    written = re.findall(r"^::: outsim\.(\w+)$", REFERENCE, re.M)
    assert sorted(written) == sorted(set(outsim.__all__) - {"__version__"})


def test_the_reference_has_what_studies_hand_back() -> None:
    """Each is a class of the module that is named, so that a renamed one fails here and not on the site alone."""
    for module, name in re.findall(r"^::: (outsim(?:\.\w+)+)\.([A-Z]\w+)$", REFERENCE, re.M):
        assert isinstance(getattr(importlib.import_module(module), name), type), f"{module}.{name}"


@pytest.mark.parametrize("parameters", ["default", "posterior"])
def test_the_page_on_tables_has_the_columns_of_a_simulation(small: Scenario, parameters: str) -> None:
    found = outsim.simulate(small, replicates=8, seed=1, parameters=parameters)
    which = [name for name in names(columns.WHICH) if name != "draw" or parameters == "posterior"]
    assert list(found.runs.columns) == which + names(columns.WHAT_BECAME, columns.INDICATOR_COLUMNS)
    assert list(found.weeks.columns) == names(columns.WEEKS)


def test_the_page_on_tables_has_the_columns_of_a_sweep(small: Scenario) -> None:
    found = outsim.sweep(small, {"contract.clarity": [0.2, 0.8]}, replicates=8)
    which = [name for name in names(columns.WHICH) if name != "draw"]
    told = [*which, "contract.clarity", *names(columns.WHAT_BECAME, columns.INDICATOR_COLUMNS, (columns.FAILURE,))]
    assert list(found.runs.columns) == told
    estimates = [name for name in found.table.columns if not name.endswith(("_low", "_high"))]
    assert estimates == ["point", "scenario", "contract.clarity", *names(columns.POINTS)]


def test_names_of_the_page_on_tables_are_those_that_results_hold(small: Scenario) -> None:
    """Of a column that holds one of a few names, the page lists them all."""
    runs: pd.DataFrame = outsim.simulate(small, replicates=8, seed=1).runs
    listed = {column.name: set(re.findall(r"`(\w+)`", column.meaning)) for column in columns.WHAT_BECAME}
    for name in ("outcome", "cause", "exit"):
        assert listed[name] == set(runs[name].cat.categories), name


def test_a_page_that_fetches_from_elsewhere_is_found(tmp_path: Path) -> None:
    assert doctest.testmod(outside).failed == 0
    (tmp_path / "good.html").write_text('<a href="https://a.org">a</a><img src="x.png"><script src="y.js"></script>')
    (tmp_path / "bad.html").write_text(
        '<style>@import "https://fonts.org/f.css"</style><script src="//cdn.org/s.js"></script>'
    )
    (tmp_path / "bad.css").write_text("body { background: url(https://b.org/x.png) }")
    assert sorted(outside.asked_elsewhere(tmp_path)) == [
        ("bad.css", "https://b.org/x.png"),
        ("bad.html", "//cdn.org/s.js"),
        ("bad.html", "https://fonts.org/f.css"),
    ]


def test_the_search_has_a_name_for_those_who_hear_the_page() -> None:
    """The theme gives it none; where the theme names it otherwise, this fails, and not only an audit in a browser."""
    material = pytest.importorskip("material")
    layout = pytest.importorskip("layout")
    theme = Path(material.__path__[0]) / "templates" / "partials" / "search.html"
    assert 'role="dialog" aria-label="Search"' in layout.on_post_page(theme.read_text(encoding="utf-8"))


def test_every_notebook_is_on_the_site() -> None:
    told = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for source in ROOT.glob("notebooks/*.py"):
        assert f"notebooks/{source.stem}.md" in told, f"{source.name} is missing from the nav of mkdocs.yml"
