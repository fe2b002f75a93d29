"""One short text that changes whenever the model does: what kept results are filed under."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from outsim.scenario import scenario_parameters
from outsim.uncertainty import assumed_coefficients

_MODEL = (
    "compiled",
    "conditions",
    "engine",
    "geography",
    "indicators",
    "interventions",
    "levers",
    "network",
    "outcome",
    "state",
    "streams",
    "uncertainty",
    "week",
    "world",
)
_DATA = ("countries.csv", "country_pairs.csv")


@cache
def model_fingerprint() -> str:
    """Of the code of all mechanisms, of what they stand on, of the data, and of every default that is not assumed.

    Assumed defaults are left out: who files results says which coefficients they were made with.

    >>> len(model_fingerprint())
    16
    """
    package = files("outsim")
    mechanisms = sorted(file.name for file in package.joinpath("mechanisms").iterdir() if file.name.endswith(".py"))
    texts = [package.joinpath("mechanisms", name).read_text(encoding="utf-8") for name in mechanisms]
    texts += [package.joinpath(f"{name}.py").read_text(encoding="utf-8") for name in _MODEL]
    texts += [
        package.joinpath("data", name).read_text(encoding="utf-8") for name in ("countries.csv", "country_pairs.csv")
    ]
    assumed = {found.name for found in assumed_coefficients()}
    texts += [f"{found.name}={found.default}" for found in scenario_parameters() if found.name not in assumed]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
