"""Does it say what the world says? Each published fact beside what the model says about the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outsim import statistics
from outsim.progress import progress_bar
from outsim.scenario import Coefficients
from outsim.streams import check_seed
from outsim.studies.facts import FACTS, Fact
from outsim.studies.options import ValidateOptions
from outsim.studies.patterns import check_patterns
from outsim.studies.pool import Pool, Use, ask
from outsim.studies.told import Told
from outsim.uncertainty import assumed_coefficients, posterior_draws

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEAR = 52


@dataclass(frozen=True, eq=False, repr=False)
class Validation(Told):
    """Facts and patterns beside the model.

    Attributes:
        table: one row a fact: id, family, fact, role, follows (from which fact an implied one follows), published (as
            reported), low, high (the band), unit, origin (of the band: published, derived or assumed), band (where it
            comes from), model (the estimate at the defaults), model_low, model_high (its 95 % interval over
            populations), posterior_low, posterior_high (95 % of what populations with drawn coefficients say, each
            draw asked of another population), verdict (see `verdict`; ``given`` for facts the model is given),
            lacks, confidence, source.
        patterns: one row a pattern, see `outsim.studies.patterns.check_patterns`.
    """

    table: pd.DataFrame
    patterns: pd.DataFrame

    @property
    def words(self) -> str:
        """What it comes to, in a few sentences."""
        return " ".join(_sentences(self))

    def lines(self) -> list[str]:
        """The table for a console: a line a fact, in the order of what the fit has seen, checks, and what is given."""
        head = f"{'id':<5}{'fact':<60}{'role':<9}{'band':<16}{'it is':<11}{'model':<9}{'95 % of posterior':<19}verdict"
        shown = self.table.sort_values("role", key=lambda role: role.map(list(ROLES).index), kind="stable")
        return [head, *(_line(row) for _, row in shown.iterrows()), ""]

    def plot(self) -> Figure:
        """Each fact's band, and the model's estimate and intervals on the scale of that band."""
        from outsim.plots.validation import plot_validation

        return plot_validation(self)

    def _repr_html_(self) -> str:
        from outsim import html

        shown = ["id", "fact", "role", "low", "high", "model", "posterior_low", "posterior_high", "verdict"]
        return html.study("Published facts beside the model", self.table, shown, self.words)


def validate(
    *,
    coefficients: Coefficients | None = None,
    options: ValidateOptions | None = None,
    seed: int = 1,
    progress: bool = False,
) -> Validation:
    """Holds the model against every published fact over the reference population, and against patterns over time.

    Args:
        coefficients: of the model that is held against the facts; none: the fitted defaults.
        options: how much is simulated.
        seed: of populations and luck.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for a seed or a size out of range.

    >>> validate().plot().savefig("validation.svg")   # doctest: +SKIP
    """
    options, seed = options or ValidateOptions(), check_seed(seed)
    asked = [fact for fact in FACTS if fact.quantity]
    five = [fact for fact in asked if fact.years == 5]
    two = [fact for fact in asked if fact.years == 2]
    rounds = 2 * (options.populations + options.draws)
    with progress_bar(rounds * options.members, show=progress) as advance:
        told: dict[str, tuple[Any, Any]] = {}
        for facts, years in ((two, 2), (five, 5)):
            simulate = _Simulator(facts, years, options.members, coefficients, seed, advance)
            told |= dict(zip([fact.id for fact in facts], zip(*simulate(options), strict=True), strict=True))
    rows = [_row(fact, *told.get(fact.id, (None, None))) for fact in FACTS]
    return Validation(pd.DataFrame(rows), check_patterns(seed=seed))


class _Simulator:
    """What populations say about some facts, at the defaults and at draws of coefficients."""

    def __init__(
        self,
        facts: Sequence[Fact],
        years: int,
        members: int,
        coefficients: Coefficients | None,
        seed: int,
        advance: Callable[[int], None],
    ) -> None:
        self._facts, self._weeks, self._members = facts, years * YEAR, members
        self._coefficients, self._seed, self._advance = coefficients, seed, advance

    def __call__(self, options: ValidateOptions) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """[facts, populations] at the defaults and [facts, draws]."""
        draws = posterior_draws()
        chosen = draws.iloc[np.linspace(0, len(draws) - 1, options.draws).astype(int)]
        values = {found.name: chosen[found.name].to_numpy() for found in assumed_coefficients()}
        usual = ask(self._facts, self._pool(Use.DEFAULTS), options.populations, advance=self._advance)
        drawn = ask(self._facts, self._pool(Use.DRAWS), options.draws, values, advance=self._advance)
        return np.array(list(usual)).T, np.array(list(drawn)).T

    def _pool(self, use: Use) -> Pool:
        return Pool(use, self._members, self._seed, weeks=self._weeks, coefficients=self._coefficients)


def _row(fact: Fact, usual: Any, drawn: Any) -> dict[str, Any]:
    said = statistics.mean(usual) if usual is not None else statistics.Estimate(np.nan, np.nan, np.nan, 0)
    can_tell = drawn is not None and not np.isnan(drawn).all()
    low, high = np.nanquantile(drawn, (0.025, 0.975)) if can_tell else (np.nan, np.nan)
    return {
        "id": fact.id,
        "family": fact.family,
        "fact": fact.says,
        "role": fact.role,
        "follows": fact.follows,
        "published": str(fact.row["value"]),
        "low": fact.low,
        "high": fact.high,
        "unit": fact.unit,
        "origin": "" if usual is None else fact.origin,
        "band": fact.band,
        "model": said.value,
        "model_low": said.low,
        "model_high": said.high,
        "posterior_low": low,
        "posterior_high": high,
        "verdict": verdict(fact, said, low, high) if usual is not None else "given",
        "lacks": fact.lacks,
        "confidence": fact.confidence,
        "source": fact.source,
    }


def verdict(fact: Fact, said: statistics.Estimate, low: float, high: float) -> str:
    """``agrees``, ``within uncertainty`` or ``misses``.

    Args:
        fact: with its band.
        said: the model's estimate and its interval. Of a fact that says only a direction the whole interval must lie
            inside the band to agree.
        low, high: 95 % of what draws from the posterior say.

    >>> from outsim.studies.facts import fact
    >>> said = statistics.Estimate(0.18, 0.16, 0.2, 8)
    >>> verdict(fact("T01"), said, 0.1, 0.3), verdict(fact("T01"), said, 0.1, 0.19)
    ('within uncertainty', 'misses')
    """
    inside = fact.low <= said.value <= fact.high
    if inside and (not fact.direction or (fact.low < said.low and said.high < fact.high)):
        return "agrees"
    return "within uncertainty" if inside or (low <= fact.high and high >= fact.low) else "misses"


ROLES = ("fitting", "check", "implied", "input")


def _line(row: pd.Series) -> str:
    named = f"{row['id']:<5}{row['fact']:<60}{row['role']:<9}"
    if row["verdict"] == "given":
        return f"{named}{row['published'][:15]:<27}{'the model is given it'}"
    band, spread = f"{row['low']:g} to {row['high']:g}", f"{row['posterior_low']:.2g} to {row['posterior_high']:.2g}"
    follows = f" (follows from {row['follows']})" if row["follows"] else ""
    said = f"{band:<16}{row['origin']:<11}{row['model']:<9.2g}{spread:<19}{row['verdict']}"
    return f"{named}{said}{follows}"


def _sentences(found: Validation) -> Iterator[str]:
    for role, name in (
        ("fitting", "facts that the fit has seen"),
        ("check", "facts that it has not seen and that serve as checks"),
    ):
        of = found.table[found.table["role"] == role]
        counts = of["verdict"].value_counts()
        missed = ", ".join(of.loc[of["verdict"] == "misses", "id"])
        yield (
            f"Of {len(of)} {name}: {counts.get('agrees', 0)} agree, {counts.get('within uncertainty', 0)} within "
            f"uncertainty, {counts.get('misses', 0)} missed" + (f" ({missed})." if missed else ".")
        )
    implied = found.table[found.table["role"] == "implied"]
    if len(implied):
        pairs = " and ".join(f"{row['id']} from {row['follows']}" for _, row in implied.iterrows())
        yield f"Not counted: what follows from another fact ({pairs})."
    short = found.patterns.loc[found.patterns["verdict"] != "holds", "pattern"]
    yield (
        f"Of {len(found.patterns)} patterns over time and between variables {len(found.patterns) - len(short)} hold"
        + (f"; not shown: {', '.join(short)}." if len(short) else ".")
    )
