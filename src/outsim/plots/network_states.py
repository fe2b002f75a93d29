"""What a picture of the network shows: one partnership's people in some weeks, each with a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.indicators import indicator
from outsim.mechanisms.alignment import alignment
from outsim.network import slots
from outsim.scenario import Scenario
from outsim.state import State

if TYPE_CHECKING:
    from outsim.model import PartnershipModel

Values = NDArray[np.float64]
KINDS = ("staff", "leaders", "teams")


@dataclass(frozen=True, eq=False)
class Ties:
    """Liaisons: the place of a member of staff, that of a team, and the friction between them, one a tie."""

    person: NDArray[np.int64]
    team: NDArray[np.int64]
    friction: Values


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The people at the end of one week.

    Attributes:
        week: the week; none before week 0.
        values: of each kind in `KINDS` one number an agent, or none where the indicator is not about them.
        mean: the indicator of the partnership, as in tables; NaN before week 0.
        ties: the liaisons.
        acquaintance: of each member of staff the place of one colleague.
        over: what became of the partnership, if it was over by then; else nothing.
    """

    week: int | None
    values: Mapping[str, Values | None]
    mean: float
    ties: Ties
    acquaintance: NDArray[np.int64]
    over: str

    @property
    def known(self) -> Values:
        """All numbers that are shown."""
        return np.concatenate([values for values in self.values.values() if values is not None])


_Held = Callable[[State, Scenario], Any]
_Holders = tuple[_Held | None, _Held | None, _Held | None]


def _of(part: str, name: str) -> _Held:
    return lambda state, base: getattr(getattr(state, part), name)


def _gap(part: str) -> _Held:
    return lambda state, base: getattr(state, part).expectation - getattr(state, part).performance


def _over_ties(values: Callable[[State, Scenario], Any], people: bool) -> _Held:
    """The mean over a person's or a team's liaisons; NaN for a team that has none of its own."""

    def mean(state: State, base: Scenario) -> Any:
        person, team, slot = liaisons(state, base)
        of_ties = np.asarray(values(state, base), float)[slot, person]
        place, size = (person, base.client.staff) if people else (team, base.vendor.teams)
        belongs = np.zeros((size, len(place)))
        belongs[place, np.arange(len(place))] = 1
        counted = belongs.sum(1)
        with np.errstate(invalid="ignore"):
            return ((belongs @ of_ties).T / counted).T

    return mean


def _alignment(state: State, base: Scenario) -> Any:
    staff, teams = (np.atleast_3d(np.asarray(part.goals)) for part in (state.staff, state.teams))
    found = np.asarray(alignment(staff, teams, base.coefficients.goals.opposed))
    return found if np.ndim(state.staff.goals) == staff.ndim else found[..., 0]


def _liaison(name: str) -> _Held:
    return lambda state, base: getattr(state.liaisons, name)


HOLDERS: Mapping[str, _Holders] = {
    **{
        name: (_of("staff", name), None, None)
        for name in ("anxiety", "dissatisfaction", "resistance", "motivation", "wellbeing", "commitment")
    },
    "satisfaction": (lambda state, base: 1 - state.staff.dissatisfaction, None, None),
    **{name: (_of("staff", name), _of("leaders", name), None) for name in ("trust", "expectation", "performance")},
    "expectation_gap": (_gap("staff"), _gap("leaders"), None),
    "vendor_trust": (None, None, _of("teams", "trust")),
    "vendor_morale": (None, None, _of("teams", "morale")),
    "quality": (None, None, _of("teams", "quality")),
    "participation": (None, _of("leaders", "participation"), None),
    "queue": (None, _of("leaders", "queue"), None),
    "alignment": (_over_ties(_alignment, True), None, _over_ties(_alignment, False)),
    **{
        name: (_over_ties(_liaison(name), True), None, _over_ties(_liaison(name), False))
        for name in ("friction", "common_ground")
    },
}
"""Indicators that are about people: where each kind's own number is, for staff, leaders and vendor teams.

Of one week, or of several that stand along a last axis of all arrays; so do the numbers then.
"""


def snapshots(model: PartnershipModel, name: str, weeks: Iterable[int] | None) -> list[Snapshot]:
    """The people of a partnership in some weeks; those that lie ahead are lived by a copy of it.

    Args:
        model: is left as it is.
        name: an indicator that is about people.
        weeks: each at its end; none: the present.

    Raises:
        InputError: for an indicator that people do not have, or a week that is none of the scenario's.
    """
    indicator(name)
    if name not in HOLDERS:
        raise InputError(
            f"indicator = {name!r}: is of the partnership as a whole; people have {', '.join(sorted(HOLDERS))}"
        )
    if weeks is None:
        week = model.week - 1 if model.week else None
        return [_snapshot(model, name, week, model.state)]
    wanted = [_checked(week, model.base.weeks) for week in weeks]
    if not wanted:
        raise InputError("weeks: there is none to show")
    lived = model
    if max(wanted) >= model.week and not model.finished:
        lived = model.fork()
        while not lived.finished and lived.week <= max(wanted):
            lived.step()
    return [_snapshot(lived, name, week, lived.state_in(min(week, lived.week - 1))) for week in wanted]


def _checked(week: Any, weeks: int) -> int:
    if isinstance(week, bool) or not isinstance(week, int | np.integer) or not 0 <= week < weeks:
        raise InputError(f"weeks: {week!r} is not a whole number from 0 to {weeks - 1}")
    return int(week)


def _snapshot(model: PartnershipModel, name: str, week: int | None, state: State) -> Snapshot:
    held = (None if holder is None else np.asarray(holder(state, model.base), float) for holder in HOLDERS[name])
    person, team, slot = liaisons(state, model.base)
    indicators = dict(zip(model.indicators, state.indicators.tolist(), strict=True))
    return Snapshot(
        week=week,
        values=dict(zip(KINDS, held, strict=True)),
        mean=float(indicators[name]),
        ties=Ties(person, team, np.asarray(state.liaisons.friction, float)[slot, person]),
        acquaintance=np.asarray(state.staff.acquaintance, np.int64),
        over=_over(model, week),
    )


def _over(model: PartnershipModel, week: int | None) -> str:
    ended = int(model.state.ledger.ended_week)
    if week is None or ended < 0 or week < ended:
        return ""
    return f"terminated in week {ended}: {model.cause}" if model.cause else f"completed in week {ended}"


def liaisons(state: State, base: Scenario) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Person, team and slot of each liaison, which nothing changes; see `outsim.network`."""
    count = np.asarray(state.staff.liaisons).reshape(base.client.staff, -1)[:, 0]
    used = np.arange(slots(base.vendor.teams))[:, None] < count[None]
    slot, person = np.nonzero(used)
    return person, (person + slot) % base.vendor.teams, slot
