"""Levers: how far each pull has worked in, what it gives, and what it takes of people's time and money."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from oracle.arithmetic import positive
from outsim.interventions import Intervention
from outsim.levers import LEVERS

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


class Pull:
    """One pull of one lever."""

    def __init__(self, planned: Intervention) -> None:
        self.planned = planned
        self.on = 0.0
        self.level = 0.0
        self.begins = False

    def live(self, week: int, observed: dict[str, float]) -> None:
        """Works in while pulled, wears off after."""
        planned = self.planned
        due = planned.start <= week < planned.last
        was_on, self.on = self.on, 1.0 if due and self._set_off(observed) else 0.0
        self.begins = bool(self.on) and not was_on and self.level == 0
        if self.on:
            self.level = min(planned.dose, self.level + planned.dose / planned.ramp)
        else:
            self.level = positive(self.level - planned.dose / planned.wear_off)

    def _set_off(self, observed: dict[str, float]) -> bool:
        trigger = self.planned.trigger
        if trigger is None:
            return True
        if not observed:
            return False
        x = observed[trigger.indicator]
        sign = 1.0 if trigger.start > trigger.stop else -1.0
        starts = sign * (x - trigger.start) >= 0
        stays = bool(self.on) and sign * (x - trigger.stop) > 0
        return starts or stays


def doses_at_start(pulls: list[Pull]) -> SimpleNamespace:
    """The dose of each lever in place before week 0."""
    doses = {lever.name: 0.0 for lever in LEVERS}
    for pull in pulls:
        if pull.planned.in_place_at_start:
            doses[pull.planned.lever] = min(1.0, doses[pull.planned.lever] + pull.planned.dose)
    return SimpleNamespace(**doses)


def pull_levers(model: OraclePartnership) -> None:
    """This week's doses, and hours and money."""
    for pull in model.pulls:
        pull.live(model.week, model.indicators)
    doses = {lever.name: 0.0 for lever in LEVERS}
    paid = dict(doses)
    for pull in model.pulls:
        name = pull.planned.lever
        doses[name] = min(1.0, doses[name] + pull.level)
        paid[name] = min(1.0, paid[name] + pull.on * pull.level)
    model.dose = SimpleNamespace(**doses)
    model.staff_hours = sum(paid[lever.name] * lever.staff_hours for lever in LEVERS)
    model.leader_hours = sum(paid[lever.name] * lever.leader_hours for lever in LEVERS)
    model.vendor_hours = sum(paid[lever.name] * lever.vendor_hours for lever in LEVERS)
    client, vendor = model.described.client, model.described.vendor
    staff, leaders, teams = len(model.staff), len(model.leaders), len(model.teams)
    money = sum(paid[lever.name] * lever.staff_money for lever in LEVERS)
    setups = {lever.name: lever.setup_money for lever in LEVERS}
    model.intervention_cost = (
        sum(pull.planned.dose * setups[pull.planned.lever] for pull in model.pulls if pull.begins)
        + money * staff
        + client.wage * (model.staff_hours * staff + model.leader_hours * leaders)
        + vendor.rate / 40 * model.vendor_hours * teams * vendor.team_size
    )
