"""Coefficients of how two organisations talk, decide, work, protect and judge."""

from __future__ import annotations

from dataclasses import dataclass

from outsim.parameters.declare import parameter


@dataclass(frozen=True)
class Friction:
    """What makes two people misread each other."""

    culture: float = parameter(0.45, "1", 0, 2, "weight of national cultural distance", plausible=(0.23, 0.9), source="Kogut & Singh 1988 for the measure; weight assumed")
    language: float = parameter(0.9, "1", 0, 3, "weight of the language barrier", plausible=(0.45, 1.8))
    organisation: float = parameter(0.6, "1", 0, 2, "weight of the organisational gap", plausible=(0.3, 1.2))
    bias: float = parameter(1.0, "ratio", 0, 4, "how much bias magnifies distance", plausible=(0.5, 2))
    noise: float = parameter(0.04, "share", 0, 0.5, "messages misunderstood where there is no friction at all", plausible=(0.02, 0.08))
    misreading: float = parameter(0.55, "share", 0, 1, "messages misunderstood at full friction", plausible=(0.33, 0.75))
    language_support: float = parameter(0.6, "share", 0, 1, "share of the language barrier that full language support removes", plausible=(0.37, 0.79))
    habit: float = parameter(0.5, "share", 0, 1, "share of bias and of rigidity that full knowledge of the contract holds in check", plausible=(0.29, 0.71))
    protocol: float = parameter(0.35, "share", 0, 1, "share of misunderstandings that full communication protocols prevent", plausible=(0.18, 0.57))


@dataclass(frozen=True)
class Talk:
    """Messages, clarification, and the clocks they wait for."""

    before: float = parameter(0.3, "share", 0, 1, "talk before a person's work has moved, against talk after", plausible=(0.15, 0.52))
    need_to_know: float = parameter(0.1, "rounds a message", 0, 2, "clarification that full safeguards add", plausible=(0.05, 0.2))
    people: float = parameter(0.764, "ratio", 0, 3, "calendar time that more people in each item add", plausible=(0.35, 1.4), source="fitted to published facts; Herbsleb & Mockus 2003 (fact D01): 2.5 times in all; the split assumed")
    waiting: float = parameter(2.71, "ratio a round", 0, 10, "calendar time that a clarification round adds without common hours", plausible=(1.2, 5), source="fitted to published facts; Herbsleb & Mockus 2003 (fact D01): 2.5 times in all; the split assumed")
    idle: float = parameter(0.2, "share", 0, 1, "part of that wait in which nothing else can be done", plausible=(0.09, 0.38))
    hours: float = parameter(0.4, "hours", 0, 4, "time a message takes on each side", plausible=(0.2, 0.8))


@dataclass(frozen=True)
class CommonGround:
    """What two people come to share, and how pride and prejudice give way."""

    start: float = parameter(0.15, "0..1", 0, 1, "common ground of strangers", plausible=(0.07, 0.31))
    contact: float = parameter(0.03, "1/week", 0, 0.2, "growth from full contact", plausible=(0.015, 0.06), source="Clark & Brennan 1991 for the mechanism; size assumed")
    half_contact: float = parameter(4.0, "messages a week", 0.5, 50, "understood messages at which contact is half full", plausible=(2, 8))
    training: float = parameter(0.05, "1/week", 0, 0.5, "growth from full cultural training", plausible=(0.025, 0.1), source="Morris & Robie 2001 (fact D02) for the sign")
    bonding: float = parameter(0.03, "1/week", 0, 0.5, "growth from full relationship building", plausible=(0.015, 0.06))
    bias_contact: float = parameter(0.02, "1/week", 0, 0.2, "decline of bias in good contact", plausible=(0.01, 0.04), source="Pettigrew & Tropp 2006 for the sign")
    bias_bonding: float = parameter(0.06, "1/week", 0, 0.5, "decline of bias under full relationship building", plausible=(0.03, 0.12))
    bias_surprise: float = parameter(0.04, "1/week", 0, 0.5, "growth of bias after bad surprises", plausible=(0.02, 0.08))


@dataclass(frozen=True)
class Decisions:
    """Exceptions go up to leaders, who are few."""

    rate: float = parameter(0.35, "a team-week", 0, 10, "exceptions in clear, aligned, simple work", plausible=(0.17, 0.7), source="Galbraith 1974; Jin & Levitt 1996 for the form")
    unclear: float = parameter(1.5, "ratio", 0, 5, "how much an unclear contract adds", plausible=(0.75, 3))
    misaligned: float = parameter(1.0, "ratio", 0, 5, "how much opposed goals add", plausible=(0.5, 2))
    complexity: float = parameter(1.0, "ratio", 0, 5, "how much complex work adds", plausible=(0.5, 2))
    incomplete: float = parameter(0.5, "ratio", 0, 5, "how much an incomplete contract adds", plausible=(0.25, 1))
    rights: float = parameter(0.5, "share", 0, 1, "share of exceptions that clear decision rights settle below leaders", plausible=(0.29, 0.71))
    hours: float = parameter(2.5, "hours", 0.1, 40, "a leader's time for an exception", plausible=(1.2, 5))
    displaced: float = parameter(0.5, "share", 0, 1, "share of the hours leaders give to interventions that decisions lose; the rest comes from other duties", plausible=(0.29, 0.71))
    patience: float = parameter(3.0, "weeks", 1, 26, "time after which a waiting exception gets a default decision", plausible=(1.5, 6))
    understanding: float = parameter(0.6, "share", 0, 1, "part of a contract's clarity that exists only for those who know it", plausible=(0.37, 0.79))
    design: float = parameter(0.5, "share", 0, 1, "part of what clarity, completeness and decision rights lack that full contract design adds", plausible=(0.29, 0.71))
    design_rate: float = parameter(0.1, "1/week", 0, 0.5, "speed with which it does so once the partnership runs", plausible=(0.05, 0.2))


@dataclass(frozen=True)
class Participation:
    """Leaders come when asked and drift away when not."""

    decline: float = parameter(0.04, "1/week", 0, 0.5, "speed with which other duties pull leaders away", plausible=(0.02, 0.08))
    floor: float = parameter(0.1, "0..1", 0, 1, "participation below which it does not fall", plausible=(0.04, 0.22))
    checkins: float = parameter(0.2, "1/week", 0, 1, "speed with which full check-ins bring them back", plausible=(0.09, 0.38))
    escalation: float = parameter(0.3, "share", 0, 1, "part of what participation lacks that an escalation restores at once", plausible=(0.15, 0.52))
    noise: float = parameter(0.03, "0..1", 0, 0.3, "weekly standard deviation of the pull of other duties", plausible=(0.015, 0.06))
    confidence_lag: float = parameter(8.0, "weeks", 1, 52, "time constant of leaders' confidence", plausible=(4, 16))


@dataclass(frozen=True)
class Goals:
    """Goals move toward those one talks to, and are held back by one's own house."""

    influence: float = parameter(0.03, "1/week", 0, 0.5, "pull of the other side in full, frictionless contact", plausible=(0.015, 0.06), source="DeGroot 1974 for the form; size assumed")
    anchor: float = parameter(0.05, "1/week", 0, 0.5, "pull of one's own organisation", plausible=(0.025, 0.1), source="Friedkin & Johnsen 1990 for the form; size assumed")
    loosening: float = parameter(0.7, "share", 0, 1, "share of that pull that full goal alignment removes", plausible=(0.48, 0.85))
    settling: float = parameter(0.04, "1/week", 0, 0.5, "speed with which full goal alignment brings both sides to a joint point", plausible=(0.02, 0.08))
    vision: float = parameter(0.06, "1/week", 0, 0.5, "speed with which a full shared vision does", plausible=(0.03, 0.12))
    drift: float = parameter(0.0015, "1/week", 0, 0.05, "speed with which interests grow apart", plausible=(0.00075, 0.003), source="Outsourcing Center 2004 (fact C03) for the sign")
    vision_holds: float = parameter(0.7, "share", 0, 1, "share of drift that a full shared vision stops", plausible=(0.48, 0.85))
    bond: float = parameter(0.6, "share", 0, 1, "share of drift that a clear contract and trust together stop", plausible=(0.37, 0.79), source="Poppo & Zenger 2002; Cao & Lumineau 2015 for the sign")
    default_drift: float = parameter(0.005, "per share", 0, 0.5, "drift that default decisions add", plausible=(0.0025, 0.01))
    opposed: float = parameter(0.5, "distance", 0.1, 1, "distance of priorities at which goals count as opposed", plausible=(0.29, 0.71))
    limit: float = parameter(0.6, "0..1", 0, 1, "furthest that drift carries the two apart", plausible=(0.37, 0.79))


@dataclass(frozen=True)
class ContractKnowledge:
    """People forget what they never read."""

    workshop: float = parameter(0.15, "1/week", 0, 1, "growth in a full contract workshop", plausible=(0.07, 0.31))
    use: float = parameter(0.01, "1/week", 0, 0.2, "growth from use", plausible=(0.005, 0.02))
    peers: float = parameter(0.03, "1/week", 0, 0.5, "pull toward what colleagues know", plausible=(0.015, 0.06))
    forgetting: float = parameter(0.008, "1/week", 0, 0.2, "forgetting", plausible=(0.004, 0.016))
    scope_change: float = parameter(0.15, "share", 0, 1, "share that a change of scope makes obsolete", plausible=(0.07, 0.31))


@dataclass(frozen=True)
class Knowledge:
    """The vendor learns the client's work from the client."""

    ramp: float = parameter(14.0, "weeks", 4, 52, "time constant of learning with full help", source="contact centres 12 to 16 weeks, trade sources (fact W04)", status="published")
    resistance: float = parameter(0.5, "share", 0, 1, "share of a person's help that full resistance withholds", plausible=(0.29, 0.71))
    reliance: float = parameter(0.8, "per unit hype", 0, 3, "help not given by people who think the vendor handles everything", plausible=(0.4, 1.6))
    setting: float = parameter(0.5, "share", 0, 1, "share of that which full expectation setting removes", plausible=(0.29, 0.71))
    participation: float = parameter(0.35, "ratio", 0, 2, "how much more people help who take part", plausible=(0.17, 0.7))


@dataclass(frozen=True)
class Productivity:
    """What a team gets done in a week."""

    know_nothing: float = parameter(0.4, "share", 0, 1, "output of a team that knows nothing of this client's work", plausible=(0.21, 0.62))
    progress_ratio: float = parameter(0.9, "ratio", 0.75, 0.95, "time per unit after each doubling of experience", source="Wright 1936; Dutton & Thomas 1984 (fact W02), services", status="published")
    experience: float = parameter(26.0, "weeks", 1, 520, "experience of similar work at the start", plausible=(13, 52))
    best: float = parameter(1.5, "ratio", 1, 3, "most that experience can multiply output", plausible=(1.2, 1.9))
    unskilled: float = parameter(0.745, "ratio", 0, 1, "output factor of a team of no domain skill", plausible=(0.48, 0.85), source="fitted to published facts; prior assumed")
    skill: float = parameter(0.594, "ratio", 0, 2, "what full skill adds to it", plausible=(0.25, 1), source="fitted to published facts; prior assumed")
    demoralised: float = parameter(0.832, "ratio", 0, 1, "output factor of a team of no morale", plausible=(0.62, 0.91), source="fitted to published facts; prior assumed")
    morale: float = parameter(0.3, "ratio", 0, 1, "what full morale adds to it", plausible=(0.15, 0.52))
    crowding: float = parameter(0.6, "share", 0, 1, "most of a team's time that talk can take", plausible=(0.37, 0.79))
    blocked: float = parameter(0.3, "share", 0, 1, "work held up when every decision waits, at full interdependence", plausible=(0.15, 0.52))
    diversity: float = parameter(0.06, "share", 0, 0.3, "gain in problem solving from difference that is managed", plausible=(0.03, 0.12), source="Stahl et al. 2010 for the sign")
    newcomers: float = parameter(0.5, "share", 0, 1, "output lost in a place that is empty or newly filled", plausible=(0.29, 0.71))
    pressure: float = parameter(0.15, "share", 0, 1, "output that full schedule pressure adds", plausible=(0.07, 0.31))


@dataclass(frozen=True)
class Rework:
    """Some of it is wrong and is found later."""

    errors: float = parameter(0.119, "share", 0, 0.5, "errors of a skilled team that knows the work, in a quiet week", plausible=(0.035, 0.14), source="fitted to published facts; prior assumed")
    unskilled: float = parameter(0.8, "ratio", 0, 5, "how much lack of skill adds", plausible=(0.4, 1.6))
    ignorant: float = parameter(1.2, "ratio", 0, 5, "how much ignorance of the client's work adds", plausible=(0.6, 2.4))
    misunderstood: float = parameter(2.0, "ratio", 0, 10, "how much misunderstood messages add", plausible=(1, 4))
    pressure: float = parameter(0.6, "ratio", 0, 5, "how much schedule pressure adds", plausible=(0.3, 1.2))
    defaults: float = parameter(2.0, "ratio", 0, 10, "how much default decisions add", plausible=(1, 4))
    unclear: float = parameter(0.8, "ratio", 0, 5, "how much unclear roles add", plausible=(0.4, 1.6), source="Tubre & Collins 2000 (fact G07) for the sign")
    complexity: float = parameter(0.5, "ratio", 0, 5, "how much complex work adds", plausible=(0.25, 1))
    built_on: float = parameter(1.0, "ratio", 0, 5, "how much a large stock of undiscovered errors adds", plausible=(0.5, 2), source="Lyneis & Ford 2007 (errors build on errors) for the sign")
    discovery: float = parameter(7.5, "weeks", 1, 52, "time for an error to be found", plausible=(4, 16), source="fitted to published facts; prior assumed")
    review: float = parameter(1.5, "ratio", 0, 5, "how much faster full output review finds it", plausible=(0.75, 3))
    quality_lag: float = parameter(6.0, "weeks", 1, 52, "time over which quality is judged", plausible=(3, 12))
    feasible_quality: float = parameter(0.82, "share", 0.5, 1, "share of right work that counts as fully good", plausible=(0.65, 0.92))
    arrivals: float = parameter(0.1, "share", 0, 1, "weekly standard deviation of arriving work", plausible=(0.04, 0.22))
    scope_growth: float = parameter(0.01, "share", 0, 0.5, "work that a change of scope adds to a project", plausible=(0.005, 0.02))
    timeline: float = parameter(0.6, "share", 0, 1, "share of pressure that a fully realistic timeline removes", plausible=(0.37, 0.79))
    stretch: float = parameter(0.5, "share", 0, 2, "how much longer a fully realistic timeline makes the transition", plausible=(0.25, 1))
    patience: float = parameter(4.0, "weeks", 1, 52, "overdue work, in weeks, that halves timeliness and counts as half of full lateness", plausible=(2, 8))


@dataclass(frozen=True)
class Leak:
    """How confidential material gets out."""

    base: float = parameter(0.05, "events a year", 0, 0.5, "leaks a year from an unprotected vendor with full access to unpartitioned material", plausible=(0.025, 0.1), source="Ponemon/Opus 2018 (fact I02): about 0.001 for an average vendor; deep access 0.01 to 0.05 assumed")
    turnover: float = parameter(2.0, "log", 0, 10, "effect of people lost", plausible=(1, 4))
    misaligned: float = parameter(1.0, "log", 0, 5, "effect of opposed goals", plausible=(0.5, 2))
    safeguards: float = parameter(1.5, "log", 0, 5, "effect of full safeguards, downwards", plausible=(0.75, 3), source="Kale et al. 2015 for the sign")
    hygiene: float = parameter(1.0, "log", 0, 5, "effect of full vendor security, downwards", plausible=(0.5, 2))
    severity: float = parameter(0.3, "0..1", 0.01, 1, "median severity of a leak of unpartitioned material", plausible=(0.15, 0.52))
    spread: float = parameter(0.8, "log", 0, 2, "standard deviation of log severity", plausible=(0.4, 1.6))
    protocol: float = parameter(0.4, "share", 0, 1, "share of access that full communication protocols close", plausible=(0.21, 0.62))
    building: float = parameter(0.15, "1/week", 0, 1, "speed with which full safeguards are put in place", plausible=(0.07, 0.31))
    decay: float = parameter(0.003, "1/week", 0, 0.2, "decay of safeguards and hygiene for each doubling of outsourcings, without a strategy", plausible=(0.0015, 0.006))
    strategy: float = parameter(0.04, "1/week", 0, 0.5, "growth of vendor security under a full security strategy", plausible=(0.02, 0.08))
    memory: float = parameter(16.0, "weeks", 1, 104, "time constant with which a leak is forgotten", plausible=(8, 32))


@dataclass(frozen=True)
class Judgement:
    """Voice before exit (Hirschman 1970), weekly."""

    escalate: float = parameter(-6.45, "logit", -12, 0, "escalation when all is well", plausible=(-7.9, -4.9), source="fitted to published facts; prior assumed")
    escalate_dissatisfaction: float = parameter(3.87, "logit", 0, 12, "effect of dissatisfaction on escalation", plausible=(2, 8), source="fitted to published facts; prior assumed")
    escalate_unanswered: float = parameter(1.5, "logit", 0, 12, "effect of waiting decisions on escalation", plausible=(0.75, 3))
    escalate_lateness: float = parameter(1.5, "logit", 0, 12, "effect of lateness on escalation", plausible=(0.75, 3))
    voice_memory: float = parameter(20.0, "weeks", 1, 104, "time constant with which an escalation is forgotten", plausible=(10, 40))
    renegotiate: float = parameter(-7.4, "logit", -12, 0, "renegotiation when all is well", plausible=(-8.5, -5.5), source="fitted to published facts; prior assumed")
    renegotiate_voice: float = parameter(2.18, "logit", 0, 12, "effect of a recent escalation", plausible=(1.2, 5), source="fitted to published facts; prior assumed")
    renegotiate_dissatisfaction: float = parameter(1.5, "logit", 0, 12, "effect of dissatisfaction", plausible=(0.75, 3))
    renegotiate_flexibility: float = parameter(1.0, "logit", 0, 12, "effect of a flexible contract", plausible=(0.5, 2))
    reset: float = parameter(0.5, "share", 0, 1, "part of unclarity and of unmet expectation that a renegotiation settles", plausible=(0.29, 0.71))
    renegotiation_cost: float = parameter(40_000.0, "USD", 0, 1e8, "cost of a renegotiation", plausible=(20000, 80000))
    renegotiation_hours: float = parameter(10.0, "hours", 0, 200, "time of each leader that a renegotiation takes, from their decisions", plausible=(5, 20))
    terminate: float = parameter(-11.3, "logit", -16, 0, "termination when all is well", plausible=(-12.5, -9.5), source="fitted to published facts; level from relationships that fail in two years (fact T01)")
    dissatisfaction: float = parameter(4.2, "logit", 0, 12, "effect of dissatisfaction", plausible=(2, 8), source="fitted to published facts; prior assumed")
    distrust: float = parameter(2.89, "logit", 0, 12, "effect of distrust", plausible=(1.5, 6), source="fitted to published facts; prior assumed")
    lateness: float = parameter(1.5, "logit", 0, 12, "effect of lateness", plausible=(0.75, 3))
    leak: float = parameter(8.0, "logit", 0, 12, "effect of a recent leak of severity 1", plausible=(4, 12))
    switching_cost: float = parameter(2.0, "logit", 0, 12, "effect of switching cost, downwards", plausible=(1, 4))
    uncommitted: float = parameter(1.5, "logit", 0, 12, "effect of a lack of commitment", plausible=(0.75, 3))
    voice: float = parameter(2.0, "logit", 0, 12, "effect of a recent escalation that was not settled", plausible=(1, 4))
    complete: float = parameter(0.03, "share", 0, 0.2, "part of a project's scope that may be open when it counts as finished", plausible=(0.015, 0.06))
    insource: float = parameter(0.34, "share", 0, 1, "ended partnerships whose work comes back in house", source="Deloitte 2012 (fact T10)", status="published")
    value: float = parameter(0.7, "share", 0, 1, "delivered share below which a partnership is unsuccessful", plausible=(0.48, 0.85))
    overrun: float = parameter(0.45, "share", 0, 5, "cost above plan beyond which it is", plausible=(0.23, 0.9), source="hidden costs 0.15 to 0.57 of contract value (fact D10); threshold assumed")
    delay: float = parameter(13.0, "weeks", 0, 104, "delay beyond which it is", plausible=(6.5, 26))
    satisfaction: float = parameter(0.505, "0..1", 0, 1, "satisfaction below which it is", plausible=(0.33, 0.75), source="fitted to published facts; prior assumed")


@dataclass(frozen=True)
class Selection:
    """Homework before the choice of vendor."""

    noise: float = parameter(0.3, "0..1", 0, 1, "error with which a client that does no homework sees a candidate", plausible=(0.15, 0.52))
    security_weight: float = parameter(0.5, "ratio", 0, 2, "weight of security against skill in the choice", plausible=(0.25, 1))
    fit_weight: float = parameter(0.5, "ratio", 0, 2, "weight of organisational fit against skill in the choice", plausible=(0.25, 1))
    diligence: float = parameter(0.85, "share", 0, 1, "share of missing homework that full due diligence does", plausible=(0.69, 0.93))
