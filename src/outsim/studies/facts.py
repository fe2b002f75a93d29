"""Published facts, what of the model answers to each, and which of them the fit may see.

The numbers, sources and our confidence in them stand in ``data/published_facts.csv``. Here stands, for each, the band that
the model is held against and the quantity that answers to it. The roles:

- ``fitting``: calibration sees it;
- ``check``: calibration does not, validation holds the result against it;
- ``implied``: another fact's number decides this one, so that it is no evidence of its own. It is shown, not counted;
- ``input``: the model is given this number, so that agreeing with it proves nothing. It has no quantity.

The roles stood in the first version of this file that entered the repository, together with the first fit; a reader cannot
verify from it which of the two was first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import inf
from typing import Literal

import pandas as pd

from outsim.errors import unknown_name
from outsim.studies import quantities
from outsim.studies.quantities import Sample

Role = Literal["fitting", "check", "implied", "input"]

PUBLISHED = "published"


@dataclass(frozen=True)
class Fact:
    """One published fact and what the model says about the same thing.

    Attributes:
        id: its row in ``published_facts.csv``.
        says: what is reported, for tables and figures.
        role: ``fitting``, ``check``, ``implied`` or ``input``.
        low, high: the band to be in; infinite where the fact says only a direction, or a bound.
        band: where the band comes from: ``published``, or why it was set so.
        quantity: what of a sample of the reference population answers to it.
        years: how long the sample is simulated.
        direction: whether one end of the band is no effect at all: then the model's whole interval must lie inside.
        unit: of the band.
        lacks: what the model lacks, should it miss.
        follows: the fact from which an implied one follows.
    """

    id: str
    says: str
    role: Role
    low: float = -inf
    high: float = inf
    band: str = PUBLISHED
    quantity: Callable[[Sample], float] | None = None
    years: int = 2
    direction: bool = False
    unit: str = "share"
    lacks: str = ""
    follows: str = ""

    @property
    def origin(self) -> str:
        """Where the band comes from in one word: ``published``, ``derived`` from what is published, or ``assumed``.

        >>> fact("T01").origin, fact("T09").origin, fact("C04").origin
        ('published', 'assumed', 'derived')
        """
        return {PUBLISHED: "published", _NO_BAND: "assumed", _TENTH: "assumed"}.get(self.band, "derived")

    @property
    def row(self) -> pd.Series:
        """The published row: family, value, source, confidence, use."""
        return published_facts().xs(self.id)  # type: ignore[return-value]

    @property
    def family(self) -> str:
        return str(self.row["family"])

    @property
    def source(self) -> str:
        return str(self.row["source"])

    @property
    def confidence(self) -> str:
        return str(self.row["confidence"])

    @property
    def middle(self) -> float:
        """The middle of the band: what the fit aims at."""
        return (self.low + self.high) / 2

    @property
    def spread(self) -> float:
        """The standard deviation that the fit allows: a band is 90 % at high confidence, less at a lower one."""
        return (self.high - self.low) / 2 / 1.645 * _LESS_TRUST[trust_in(self.confidence)]


_LESS_TRUST = {"high": 1.0, "medium": 1.5, "low": 2.0}


def trust_in(confidence: str) -> str:
    """Our confidence in a fact in one word, the lower of two: ``high``, ``medium`` or ``low``.

    >>> trust_in("medium-high"), trust_in("high (as survey)")
    ('medium', 'high')
    """
    return next(word for word in ("low", "medium", "high") if word in confidence.lower())


_NO_BAND = "no band published; 0.05 either way assumed"
_TENTH = "no band published; 0.10 either way assumed"

FACTS: tuple[Fact, ...] = (
    Fact("T01", "fail within two years", "fitting", 0.20, 0.25, quantity=quantities.terminated_in_two_years),
    Fact("T02", "ended within one year", "check", 0.12, 0.25, quantity=quantities.terminated_in_one_year,
         lacks="Buyers who leave early for reasons outside the partnership (mergers, changed strategy) are not in the model."),
    Fact("T03", "ended within five years", "check", 0.43, 0.51, quantity=quantities.terminated_in_five_years, years=5,
         lacks="Markets, prices and strategies that change over years are not in the model, so that who survives two years is safer than published."),
    Fact("T04", "deals judged a success", "fitting", 0.42, 0.75, quantity=quantities.successful),
    Fact("T05", "operations deemed failures: a lower bound", "implied", 0.10, 1.0, "its use as a lower bound", quantities.not_successful, follows="T04"),
    Fact("T06", "buyers of 2 to 6 contracts who end one in a year", "implied", 0.21, 0.51, quantity=quantities.buyers_that_terminated, follows="T01",
         lacks="Buyers' contracts are taken as independent of each other."),
    Fact("T09", "renegotiated in the first year", "fitting", 0.10, 0.20, _NO_BAND, quantities.renegotiated),
    Fact("T10", "of early terminations, brought in house", "input"),
    Fact("T12", "escalated to senior management in year 1", "fitting", 0.56, 0.66, _NO_BAND, quantities.escalated),
    Fact("T13", "satisfied or very satisfied", "check", 0.60, 0.80, _TENTH, quantities.satisfied,
         lacks="A manager's answer to a survey is not staff's satisfaction; the model's scale has no published zero."),
    Fact("C01", "ended by unclear expectations", "fitting", 0.18, 0.28, _NO_BAND, quantities.ended_by_expectations),
    Fact("C02", "ended by poor communication or culture", "check", 0.11, 0.21, _NO_BAND, quantities.ended_by_culture,
         lacks="The survey knows further causes, which leave less for these."),
    Fact("C03", "ended by interests that drift apart", "fitting", 0.10, 0.20, _NO_BAND, quantities.ended_by_misalignment),
    Fact("C04", "ended by people, not technology", "check", 0.60, 0.87, "from the share for people to what technology leaves", quantities.ended_by_people,
         lacks="Delivery has causes of its own in the model, and it is counted as technology here."),
    Fact("C06", "clients who absorb costs they thought were in the contract", "check", 0.52, 0.62, _NO_BAND, quantities.costs_above_plan,
         lacks="What a client believed to be in the contract is not in the model; costs a tenth above plan stand for it."),
    Fact("C07", "more time on selection: happier", "check", 0.0, 1.0, "the direction of 0.55 against 0.35", quantities.diligence_and_satisfaction, direction=True, unit="correlation",
         lacks="Due diligence changes who is chosen, and vendors differ less in the model than between deals."),
    Fact("M01", "change management: best less worst", "check", 0.0, 2.15, "rank order, half of the self-rated gap", quantities.change_management_logits, direction=True, unit="logits of success",
         lacks="Success is judged on satisfaction, cost, value and time, which staff's feelings reach only through performance."),
    Fact("M02", "effective sponsor: odds of success", "check", 1.0, 6.3, "rank order, below the self-rated ratio", quantities.sponsor_odds_ratio, direction=True, unit="odds ratio"),
    Fact("M03", "engaged sponsors: more successes", "check", 1.2, 1.4, "its use, 1.2 to 1.4", quantities.sponsor_success_ratio, unit="ratio",
         lacks="Leaders compared here differ in participation alone, those of the survey in everything that goes with it."),
    Fact("M04", "load of sponsors", "input"),
    Fact("M05", "absent leaders: less motivation", "fitting", 0.27, 0.47, _TENTH, quantities.leaders_and_motivation, unit="correlation"),
    Fact("M06", "present leaders: more satisfaction", "check", 0.34, 0.54, _TENTH, quantities.leaders_and_satisfaction, unit="correlation",
         lacks="The study is about satisfaction with the leader and the job; the model knows satisfaction with the vendor."),
    Fact("M10", "broken expectations: less commitment", "check", -1.0, -0.25, "at least so strong: means over people correlate more than people do", quantities.breach_and_commitment, unit="correlation"),
    Fact("D01", "calendar time of distributed work", "fitting", 2.0, 3.0, quantity=quantities.calendar_offshore, unit="ratio"),
    Fact("D02", "cultural training: performance", "check", 0.13, 0.36, "from the effect on adjustment to 0.10 above that on performance", quantities.training_and_performance, unit="correlation",
         lacks="The study is about expatriates' own performance; in the model training acts on part of a vendor's messages."),
    Fact("D05", "cultural difference: worse outcomes", "check", 0.08, 0.28, _TENTH, quantities.culture_and_outcomes, unit="correlation"),
    Fact("D09", "efficiency lost in the first two years offshore", "fitting", 0.10, 0.27, quantity=quantities.efficiency_lost_offshore),
    Fact("D10", "hidden extra cost offshore", "fitting", 0.152, 0.57, quantity=quantities.overrun_offshore, unit="share of plan"),
    Fact("D11", "length of the transition", "check", 3.0, 12.0, quantity=quantities.months_of_transition, unit="months",
         lacks="Learning goes on for as long as experience grows, beyond the transition."),
    Fact("G03", "clear contracts: more trust", "check", 0.0, 1.0, "its sign", quantities.clarity_and_trust, direction=True, unit="correlation"),
    Fact("G05", "bad experience weighs more than good", "input"),
    Fact("G07", "unclear roles: worse performance", "fitting", -0.31, -0.11, _TENTH, quantities.ambiguity_and_performance, unit="correlation"),
    Fact("W01", "effort on avoidable rework, ill managed", "fitting", 0.40, 0.50, quantity=quantities.rework_when_ill_managed),
    Fact("W02", "progress ratio of experience", "input"),
    Fact("W03", "attrition in contact centres", "input"),
    Fact("W04", "weeks to ramp up", "input"),
    Fact("I02", "leaks per partnership and year", "check", 0.001, 0.05, "from the average vendor to deep access", quantities.leaks_a_year, unit="leaks a year"),
    Fact("I03", "programmes rated highly effective", "input"),
    Fact("I04", "partition: less exposure", "check", -1.0, 0.0, "its sign", quantities.partition_and_exposure, direction=True, unit="correlation"),
)  # fmt: skip


def fact(id: str) -> Fact:
    """The fact of that id.

    >>> fact("T01").role
    'fitting'

    Raises:
        InputError: for an id that no fact has, with the nearest one.
    """
    for known in FACTS:
        if known.id == id:
            return known
    raise unknown_name("fact", id, [known.id for known in FACTS])


def facts_with_role(role: Role) -> tuple[Fact, ...]:
    """The facts of one role, in order.

    >>> len(facts_with_role("fitting"))
    12
    """
    return tuple(known for known in FACTS if known.role == role)


@cache
def published_facts() -> pd.DataFrame:
    """All published facts as they came, by id.

    >>> str(published_facts().loc["T09", "source"])
    'Gartner 2005'
    """
    with files("outsim.data").joinpath("published_facts.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, index_col="id", dtype=str, keep_default_na=False)
