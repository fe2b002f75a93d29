"""What a face shows, to take along: numbers as CSV, and a file with which the command line gives the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import yaml  # type: ignore[import-untyped]

from outsim.app.answer import answer
from outsim.app.arms import QUANTILES
from outsim.app.request import LIMITS, Limits, Request, read_request
from outsim.errors import InputError

NAME = "from_the_page"
PACKAGE = "levers"
HEAD = """# @package _global_
# {words}
#
# Written by outsim-app. On the command line, which gives the same numbers:
#   mkdir -p room/experiment && mv {name}.yaml room/experiment/
#   outsim --config-dir room experiment={name}
"""


def as_csv(asked: Mapping[str, Any], *, limits: Limits = LIMITS) -> str:
    """The bands of an answer, a row an arm, indicator and week.

    Columns: arm (given, without, with), indicator, week, q05, q25, q50, q75, q95 (quantiles over the partnerships that
    still run; empty where none does), running (how many these are), survival (share not terminated by the week's end),
    and for futures of one partnership future_of (its number) and from_week, which are empty for all partnerships.

    Args:
        asked, limits: as for `outsim.app.answer.answer`.

    >>> as_csv({"scenario": "offshore_call_center", "replicates": 4}).splitlines()[0]
    'arm,indicator,week,q05,q25,q50,q75,q95,running,survival,future_of,from_week'
    """
    found = answer(asked, limits=limits)
    branch: Mapping[str, int] = found["branch"] or {}
    tables = [
        pd.DataFrame(
            {
                "arm": name,
                "indicator": indicator,
                "week": range(found["weeks"]),
                **{label: arm["bands"][indicator][label] for label in QUANTILES},
                "running": arm["running"],
                "survival": arm["survival"]["share"],
                "future_of": branch.get("replicate"),
                "from_week": branch.get("week"),
            }
        )
        for name, arm in found["arms"].items()
        for indicator in arm["bands"]
    ]
    return pd.concat(tables).to_csv(index=False, lineterminator="\n")


def as_yaml(asked: Mapping[str, Any], *, limits: Limits = LIMITS) -> str:
    """An experiment for the command line: the situation, and the levers compared with none; see its first lines.

    Args:
        asked, limits: as for `outsim.app.answer.answer`.

    Raises:
        InputError: for a request that cannot be, or for futures of one partnership, which the command line does not
            continue.

    >>> asked = {"scenario": "nearshore_finance", "parameters": {"contract.clarity": 0.4}, "seed": 3}
    >>> as_yaml(asked).splitlines()[-3:]
    ['seed: 3', 'contract:', '  clarity: 0.4']
    """
    request = read_request(asked, None, limits)
    if request.branch is not None:
        raise InputError("branch: the command line does not continue one partnership; choose all partnerships first")
    pulls = _pulls(request)
    study = "compare" if pulls else "simulate"
    content: dict[str, Any] = {
        "defaults": [{"override /scenario": request.given.name}, {"override /study": study}, "_self_"],
        "replicates": request.replicates,
        "seed": request.seed,
        **_nested(asked.get("parameters") or {}),
    }
    if pulls:
        content["study"] = {"packages": {PACKAGE: pulls}}
    words = "A situation and levers." if pulls else "A situation."
    written: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return HEAD.format(words=words, name=NAME) + written


def _pulls(request: Request) -> dict[str, dict[str, float]]:
    already = set(request.without.interventions)
    pulled = [pull for pull in request.with_levers.interventions if pull not in already]
    return {pull.lever: {"start": pull.start, "dose": pull.dose} for pull in pulled}


def _nested(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted name as configurations write them."""
    found: dict[str, Any] = {}
    for name, value in parameters.items():
        *groups, last = name.split(".")
        place = found
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return found
