"""The interventions that exist: what each acts on, and what it costs. One statement of each.

Hours come out of the same people who do the work: doing everything at full dose is not free.
How strongly a lever acts stands with the mechanism it acts on (`outsim.parameters`).
"""

from __future__ import annotations

from dataclasses import dataclass

from outsim.errors import unknown_name


@dataclass(frozen=True)
class Lever:
    """An intervention, as a kind.

    Attributes:
        name: what configurations and code call it.
        meaning: what is done, in plain words.
        moves: the indicators it acts on first, with the direction (+1 up, -1 down).
        staff_money: USD for each member of staff and week at full dose.
        staff_hours, leader_hours, vendor_hours: hours a person a week at full dose.
        setup_money: USD once, at full dose, in the week in which a pull begins.
        setup_weeks: weeks by which it delays the start, at full dose, when it is in place before week 0.
        only_before_start: whether it can act only before week 0.
    """

    name: str
    meaning: str
    moves: tuple[tuple[str, int], ...]
    staff_money: float = 0.0
    staff_hours: float = 0.0
    leader_hours: float = 0.0
    vendor_hours: float = 0.0
    setup_money: float = 0.0
    setup_weeks: float = 0.0
    only_before_start: bool = False


LEVERS: tuple[Lever, ...] = (
    Lever("change_communication", "tell people openly what changes, when and why", (("anxiety", -1),), staff_hours=0.25, leader_hours=0.5),
    Lever("emotional_support", "counselling, job security talks, time to listen", (("anxiety", -1), ("wellbeing", +1)), staff_money=12.0, staff_hours=0.25),
    Lever("participation", "give staff a say in how the work moves", (("resistance", -1), ("anxiety", -1)), staff_hours=1.5),
    Lever("cultural_training", "train both sides in each other's national and corporate culture", (("common_ground", +1), ("friction", -1)), staff_money=25.0, staff_hours=0.5, vendor_hours=0.5),
    Lever("language_support", "interpreters, accent and writing training, plain language", (("friction", -1),), staff_money=20.0),
    Lever("relationship_building", "visits and joint work that free both sides from pride and prejudice", (("common_ground", +1), ("trust", +1)), staff_money=45.0, staff_hours=0.5, vendor_hours=0.5),
    Lever("expectation_setting", "discuss roles and results before the start", (("expectation", -1), ("expectation_gap", -1)), leader_hours=0.25, setup_money=15_000.0, setup_weeks=2.0),
    Lever("risk_briefing", "tell the client's managers risks and costs", (("expectation", -1),), leader_hours=0.5),
    Lever("progress_updates", "report true progress, early and often", (("expectation_gap", -1), ("trust", +1)), vendor_hours=1.0),
    Lever("realistic_timeline", "not the shortest possible time, not everything at once", (("quality", +1),), leader_hours=0.25, setup_weeks=2.0),
    Lever("due_diligence", "homework before the vendor is chosen", (("quality", +1),), setup_money=60_000.0, setup_weeks=6.0, only_before_start=True),
    Lever("goal_alignment", "recognise both sides' goals and discuss what does not fit", (("alignment", +1),), leader_hours=0.5, vendor_hours=0.1),
    Lever("shared_vision", "a joint objective, strategy and guiding principles", (("alignment", +1),), staff_hours=0.25, leader_hours=0.5, vendor_hours=0.25),
    Lever("contract_workshop", "teach both sides what the contract says", (("clarity", +1),), staff_hours=0.5, leader_hours=0.5, vendor_hours=0.5),
    Lever("contract_design", "write the contract so that both sides read the same", (("clarity", +1),), leader_hours=0.5, setup_money=50_000.0, setup_weeks=3.0),
    Lever("leader_checkins", "leaders' regular dialogues with the vendor", (("participation", +1), ("queue", -1)), leader_hours=1.5),
    Lever("output_review", "leaders look at the output themselves", (("quality", +1),), leader_hours=1.0),
    Lever("ip_safeguards", "need-to-know, technical and legal protection", (("ip_exposure", -1),), staff_money=10.0, setup_money=20_000.0),
    Lever("communication_protocol", "rules for who tells what to whom, and how", (("friction", -1), ("ip_exposure", -1)), staff_hours=0.1, vendor_hours=0.25, setup_money=10_000.0),
    Lever("security_strategy", "one strategy for information security over all vendors", (("ip_exposure", -1),), staff_money=8.0, leader_hours=0.25, vendor_hours=0.1),
)

LEVER_NAMES: tuple[str, ...] = tuple(lever.name for lever in LEVERS)


def lever(name: str) -> Lever:
    """The lever of that name.

    >>> lever("output_review").leader_hours
    1.0

    Raises:
        InputError: for a name that no lever has, with the nearest one that exists.
    """
    for known in LEVERS:
        if known.name == name:
            return known
    raise unknown_name("lever", name, LEVER_NAMES)
