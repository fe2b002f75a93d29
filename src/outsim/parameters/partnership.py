"""The situation: who outsources what to whom, under which contract, with which hopes."""

from __future__ import annotations

from dataclasses import dataclass

from outsim.parameters.declare import parameter

SHARE = "share"


@dataclass(frozen=True)
class Client:
    """The organisation that hands work over, and the people whose work moves."""

    country: str = parameter("USA", "ISO 3166", None, None, "country of the client", source="the user", status="derived")
    staff: int = parameter(40, "people", 1, 10_000, "client staff whose work touches the vendor", sizes_arrays=True)
    departments: int = parameter(4, "departments", 1, 100, "departments; a department's work moves at once", sizes_arrays=True)
    shift_start: float = parameter(9.0, "hour of day", 0, 24, "start of the client's working day, local time")
    shift_end: float = parameter(17.0, "hour of day", 0, 48, "end of the client's working day; above 24 ends the next day")
    job_impact: float = parameter(0.45, SHARE, 0, 1, "how strongly the move threatens a person's own job", source="Oreg, Vakola & Armenakis 2011 name job insecurity first; size assumed")
    anxiety: float = parameter(0.25, "0..1", 0, 1, "mean anxiety before the announcement")
    trust: float = parameter(0.5, "0..1", 0, 1, "mean trust in the vendor at the start")
    bias: float = parameter(0.3, "0..1", 0, 1, "judging the vendor by one's own routines (pride and prejudice)")
    resistance: float = parameter(0.3, "0..1", 0, 1, "mean dispositional resistance to change", source="Oreg 2003 finds a stable trait; mean assumed")
    involvement: float = parameter(0.25, "0..1", 0, 1, "say that staff have in the change without any intervention")
    tenure: float = parameter(6.0, "years", 0, 45, "mean tenure of staff", plausible=(6, 14), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    attrition: float = parameter(0.12, "share a year", 0, 2, "staff who leave in a year when all is calm", plausible=(0.04, 0.25), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    contract_knowledge: float = parameter(0.3, "0..1", 0, 1, "what staff and leaders know of the contract at signature")
    outsourcings: float = parameter(3.0, "vendors", 1, 1000, "outsourcing partnerships the client runs at once", plausible=(1, 6), source="no data; assumption; plausible range: from 1 in the shipped scenarios to the 6 contracts a buyer that facts imply (fact T06)")
    wage: float = parameter(50.0, "USD an hour", 1, 1000, "cost of an hour of staff or leaders", plausible=(45, 65), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    cost_goal: float = parameter(0.30, "weight", 0, 1, "weight of cost among the client's goals (the four are normalised)", plausible=(0.2, 0.55), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")
    speed_goal: float = parameter(0.15, "weight", 0, 1, "weight of speed among the client's goals", plausible=(0.05, 0.35), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")
    quality_goal: float = parameter(0.35, "weight", 0, 1, "weight of quality among the client's goals", plausible=(0.15, 0.4), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")
    control_goal: float = parameter(0.20, "weight", 0, 1, "weight of control among the client's goals", plausible=(0.05, 0.3), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")


@dataclass(frozen=True)
class Vendor:
    """The organisation that takes the work, as the market offers it before one is chosen."""

    country: str = parameter("PHL", "ISO 3166", None, None, "country of the vendor", source="the user", status="derived")
    teams: int = parameter(8, "teams", 1, 2_000, "vendor teams", sizes_arrays=True)
    team_size: float = parameter(6.0, "people", 1, 200, "people in a team", plausible=(5, 7), source="no data; assumption; plausible range: the span of the default and the shipped scenarios, freelancers aside")
    shift_start: float = parameter(9.0, "hour of day", 0, 24, "start of the vendor's working day, local time")
    shift_end: float = parameter(17.0, "hour of day", 0, 48, "end of the vendor's working day; above 24 ends the next day")
    working_english: float | None = parameter(None, "0..1", 0, 1, "working English of this vendor's people; none: the country's", source="EF English Proficiency Index 2025 for the country", status="published")
    cultural_distance: float | None = parameter(None, "0..1", 0, 1, "national cultural distance; none: from the two countries", source="Kogut & Singh 1988 over Hofstede, Hofstede & Minkov 2015", status="published")
    organisational_gap: float = parameter(0.35, "0..1", 0, 1, "difference of output standards, techniques and decision schemes")
    rigidity: float = parameter(0.4, "0..1", 0, 1, "methods carried over unchanged from other clients")
    candidates: int = parameter(4, "vendors", 1, 50, "vendors the client chooses from", sizes_arrays=True)
    skill: float = parameter(0.6, "0..1", 0, 1, "mean domain skill of the candidates")
    skill_spread: float = parameter(0.15, "0..1", 0, 0.5, "standard deviation between candidates in skill, security and fit")
    security: float = parameter(0.5, "0..1", 0, 1, "mean security hygiene of the candidates")
    knowledge: float = parameter(0.3, "0..1", 0, 1, "knowledge of this client's work at the start")
    morale: float = parameter(0.7, "0..1", 0, 1, "morale of the vendor's teams at the start")
    trust: float = parameter(0.55, "0..1", 0, 1, "teams' trust in the client at the start")
    attrition: float = parameter(0.30, "share a year", 0, 2, "vendor people who leave in a year at middling morale", source="contact centres 0.30 to 0.45, trade sources (fact W03); software vendors 0.10 to 0.25", status="published")
    rate: float = parameter(650.0, "USD a person-week", 10, 20_000, "price of a vendor person for a week", plausible=(300, 1300), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    cost_goal: float = parameter(0.45, "weight", 0, 1, "weight of cost (margin) among the vendor's goals (normalised)", plausible=(0.2, 0.55), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")
    speed_goal: float = parameter(0.25, "weight", 0, 1, "weight of speed among the vendor's goals", plausible=(0.05, 0.35), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")
    quality_goal: float = parameter(0.20, "weight", 0, 1, "weight of quality among the vendor's goals", plausible=(0.15, 0.4), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")
    control_goal: float = parameter(0.10, "weight", 0, 1, "weight of control among the vendor's goals", plausible=(0.05, 0.3), source="no data; assumption; plausible range: the span of both sides in the default and the shipped scenarios")


@dataclass(frozen=True)
class Contract:
    """What was signed."""

    clarity: float = parameter(0.55, "0..1", 0, 1, "how clearly roles, results and measures are written")
    completeness: float = parameter(0.6, SHARE, 0, 1, "share of what may happen that the contract covers")
    decision_rights: float = parameter(0.5, "0..1", 0, 1, "how clear it is who decides what")
    flexibility: float = parameter(0.4, "0..1", 0, 1, "how easily the contract can be reopened")
    term: float = parameter(156.0, "weeks", 1, 1040, "agreed length", plausible=(52, 260), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    switching_cost: float = parameter(0.4, "0..1", 0, 1, "how much leaving would cost")


@dataclass(frozen=True)
class Work:
    """What is outsourced, and how it moves."""

    kind: str = parameter("service", "name", None, None, "service: work arrives each week; project: a scope to finish", source="the user", status="derived", choices=("service", "project"))
    load: float = parameter(0.4, "share of nominal capacity", 0.05, 2, "work a week for each team that knows the work and errs little: arrivals of a service, scope of a project over its plan")
    plan: float = parameter(78.0, "weeks", 1, 1040, "planned length of a project")
    complexity: float = parameter(0.4, "0..1", 0, 1, "how varied and new the work is")
    interdependence: float = parameter(0.5, "0..1", 0, 1, "how much the vendor's work depends on the client's")
    messages: float = parameter(4.0, "messages a week", 0, 200, "questions and answers on a liaison in an ordinary week", plausible=(4, 8), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    scope_change: float = parameter(0.03, "events a week", 0, 1, "chance in a week that the work to be done changes")
    first_wave: float = parameter(3.0, "week", 0, 520, "week in which the first work moves", plausible=(1, 3), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    waves: float = parameter(3.0, "waves", 1, 50, "steps in which departments' work moves", plausible=(1, 4), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    wave_spacing: float = parameter(8.0, "weeks", 0, 104, "weeks from one wave to the next", plausible=(6, 26), source="no data; assumption; plausible range: the span of the default and the shipped scenarios")
    pressure: float = parameter(0.4, "0..1", 0, 1, "how much shorter than realistic the plan is")


@dataclass(frozen=True)
class Expectations:
    """What the client hopes for, and what it gets told."""

    optimism: float = parameter(0.35, "of feasible performance", 0, 2, "staff's expectation above what is feasible")
    leader_optimism: float = parameter(0.45, "of feasible performance", 0, 2, "leaders' expectation above what is feasible")
    diligence: float = parameter(0.3, "0..1", 0, 1, "how well the client looks at candidates before it chooses")
    openness: float = parameter(0.3, "0..1", 0, 1, "how much of the truth reaches people without any intervention")
    rosiness: float = parameter(0.5, SHARE, 0, 1, "share of a shortfall that reports leave out")
    reporting_lag: float = parameter(4.0, "weeks", 1, 52, "time constant with which reports follow reality")


@dataclass(frozen=True)
class Leaders:
    """The client's leaders: servers of finite capacity."""

    count: int = parameter(4, "people", 1, 500, "client leaders", sizes_arrays=True)
    hours: float = parameter(13.0, "hours a week", 0.5, 60, "time a fully engaged leader gives one partnership", plausible=(8, 13), source="PMI/BCG 2014 (fact M04); plausible range: the span of the default and the shipped scenarios", status="published")
    participation: float = parameter(0.45, "0..1", 0, 1, "share of that time leaders give at the start, and give anew when asked")
    other_duties: float = parameter(0.5, "0..1", 0, 1, "how strongly other projects pull them away", source="PMI/BCG 2014: three projects at once (fact M04); scale assumed")


@dataclass(frozen=True)
class Security:
    """What the vendor can see, and what protects it."""

    access: float = parameter(0.3, "0..1", 0, 1, "confidential material that the work opens to the vendor")
    partition: float = parameter(0.3, "0..1", 0, 1, "how far the work is split so that nobody sees the whole", source="Kale et al. 2015; default assumed")
    safeguards: float = parameter(0.35, SHARE, 0, 1, "safeguards in force at the start", source="Ponemon/Opus 2018 (fact I03)", status="published")
    loss: float = parameter(1_000_000.0, "USD", 0, 1e10, "loss from a leak of severity 1")
