"""What validation found, as shipped: which published facts and patterns the model says, and which it misses."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def shipped_verdicts() -> pd.DataFrame:
    """One row a fact or pattern: id, fact (what it says), role (fitting, check, implied, input, pattern), verdict.

    Of the defaults, by ``experiments/validation``.

    >>> set(shipped_verdicts()["role"]) >= {"fitting", "check", "pattern"}
    True
    """
    with files("outsim.data").joinpath("validation.csv").open("rb") as file:
        return pd.read_csv(file)


def verdicts_in_words() -> list[str]:
    """How many facts the model says, and which it misses, a sentence each.

    >>> len(verdicts_in_words()) >= 3
    True
    """
    table = shipped_verdicts()
    sentences = []
    for role, name in (("fitting", "it was fitted to"), ("check", "it was not fitted to")):
        of = table[table["role"] == role]
        agree, near, missed = (
            int((of["verdict"] == verdict).sum()) for verdict in ("agrees", "within uncertainty", "misses")
        )
        sentences.append(
            f"Published facts that {name}: {len(of)}, of which {agree} agree with the model, {near} within its "
            f"uncertainty, {missed} missed."
        )
    names = table.loc[table["verdict"] == "misses", "fact"]
    if len(names):
        sentences.append(f"It misses: {'; '.join(names)}.")
    patterns = table[table["role"] == "pattern"]
    held = int((patterns["verdict"] == "holds").sum())
    sentences.append(f"Of {len(patterns)} patterns over time and between variables it shows {held}.")
    return sentences
