"""Coefficients of what people feel and how they relate: change management, expectations, trust."""

from __future__ import annotations

from dataclasses import dataclass

from outsim.parameters.declare import parameter


@dataclass(frozen=True)
class Threat:
    """When the move frightens whom."""

    floor: float = parameter(0.3, "share", 0, 1, "part of the threat felt however far one's own wave is", plausible=(0.15, 0.52))
    width: float = parameter(6.0, "weeks", 1, 52, "half-width of the weeks around one's own move in which threat is high", plausible=(3, 12))
    layoff_rate: float = parameter(0.02, "events a week", 0, 0.5, "chance in a week of bad news about jobs, at full job impact", plausible=(0.01, 0.04))
    layoff_news: float = parameter(0.4, "0..1", 0, 1, "bad news that an announcement of layoffs adds", plausible=(0.21, 0.62))
    leak_news: float = parameter(0.3, "0..1", 0, 1, "bad news that a leak of severity 1 adds", plausible=(0.15, 0.52))
    escalation_news: float = parameter(0.1, "0..1", 0, 1, "bad news that an escalation adds", plausible=(0.04, 0.22))
    news_memory: float = parameter(8.0, "weeks", 1, 104, "time constant with which bad news fades", plausible=(4, 16))
    communication: float = parameter(0.5, "share", 0, 1, "share of bad news' fright that full change communication removes", plausible=(0.29, 0.71))


@dataclass(frozen=True)
class Anxiety:
    """How fear grows, spreads and fades."""

    gain: float = parameter(0.35, "1/week", 0, 2, "anxiety that full threat adds in a week to a person without shelter", plausible=(0.17, 0.7))
    memory: float = parameter(12.0, "weeks", 8, 16, "time constant with which anxiety fades", plausible=(8, 16))
    communication: float = parameter(0.55, "share", 0, 1, "information that full change communication brings", plausible=(0.33, 0.75))
    visibility: float = parameter(0.35, "share", 0, 1, "information that fully participating leaders bring", plausible=(0.18, 0.57))
    support: float = parameter(0.15, "share", 0, 1, "support people find without any intervention", plausible=(0.07, 0.31))
    emotional_support: float = parameter(0.6, "share", 0, 1, "support that full emotional support adds", plausible=(0.37, 0.79))
    participation: float = parameter(0.5, "share", 0, 1, "involvement that full participation adds", plausible=(0.29, 0.71))
    contagion: float = parameter(0.10, "1/week", 0, 0.5, "speed with which feelings pass between people", plausible=(0.05, 0.2), source="Bosse et al. 2009 for the form; size assumed")
    amplification: float = parameter(0.3, "ratio", 0, 1, "how much stronger fear spreads than calm", plausible=(0.15, 0.52), source="Bosse et al. 2009 for the form; size assumed")
    leader_weight: float = parameter(3.0, "peers", 2, 4, "weight of a visible leader's mood against one peer's", plausible=(2, 4))
    ceiling: float = parameter(0.95, "share", 0.5, 1, "most that information, support or involvement can shelter", plausible=(0.88, 0.98))


@dataclass(frozen=True)
class Resistance:
    """Who resists, and why."""

    intercept: float = parameter(-2.6, "logit", -6, 2, "resistance of a calm, satisfied, involved person", plausible=(-4.1, -1.1))
    anxiety: float = parameter(2.0, "logit", 0, 5, "effect of anxiety", plausible=(1, 4), source="Oreg, Vakola & Armenakis 2011 for the sign")
    dissatisfaction: float = parameter(1.5, "logit", 0, 5, "effect of dissatisfaction", plausible=(0.75, 3), source="Oreg, Vakola & Armenakis 2011 for the sign")
    exclusion: float = parameter(1.0, "logit", 0, 5, "effect of having no say", plausible=(0.5, 2), source="Oreg, Vakola & Armenakis 2011 for the sign")
    distrust: float = parameter(0.8, "logit", 0, 5, "effect of leaders one does not see", plausible=(0.4, 1.6), source="Oreg, Vakola & Armenakis 2011 for the sign")
    no_benefit: float = parameter(1.0, "logit", 0, 5, "effect of seeing no benefit", plausible=(0.5, 2), source="Oreg, Vakola & Armenakis 2011 for the sign")
    openness: float = parameter(0.6, "share", 0, 1, "weight of the week's influences against disposition", plausible=(0.37, 0.79), source="Friedkin & Johnsen 1990 for the form; size assumed")
    peers: float = parameter(0.4, "share", 0, 1, "weight of peers within those influences", plausible=(0.21, 0.62), source="Friedkin & Johnsen 1990 for the form; size assumed")
    lag: float = parameter(6.0, "weeks", 1, 52, "time constant", plausible=(3, 12))


@dataclass(frozen=True)
class Wellbeing:
    """Demands against resources (JD-R)."""

    base: float = parameter(0.6, "0..1", 0, 1, "well-being where demands and resources balance", plausible=(0.37, 0.79))
    coordination: float = parameter(0.25, "0..1", 0, 1, "cost of a full load of messages", plausible=(0.12, 0.45))
    half_load: float = parameter(12.0, "messages a week", 1, 200, "messages at which the load is half full", plausible=(6, 24))
    rework: float = parameter(0.3, "0..1", 0, 1, "cost of work that comes back", plausible=(0.15, 0.52))
    anxiety: float = parameter(0.4, "0..1", 0, 1, "cost of full anxiety", plausible=(0.21, 0.62))
    hours: float = parameter(1.0, "per 40-hour week", 0, 4, "cost of time that interventions take", plausible=(0.5, 2))
    support: float = parameter(0.25, "0..1", 0, 1, "benefit of full support", plausible=(0.12, 0.45))
    involvement: float = parameter(0.2, "0..1", 0, 1, "benefit of full involvement", plausible=(0.09, 0.38))
    leaders: float = parameter(0.15, "0..1", 0, 1, "benefit of fully participating leaders", plausible=(0.07, 0.31), source="Judge & Piccolo 2004 (facts M05, M06) for the sign")
    lag: float = parameter(8.0, "weeks", 1, 52, "time constant", plausible=(4, 16))


@dataclass(frozen=True)
class Motivation:
    """Motivation, commitment, and what they and arousal make of a person's work."""

    base: float = parameter(0.15, "0..1", -1, 1, "motivation with no say, no well-being, full resistance, no leaders", plausible=(0, 0.3))
    involvement: float = parameter(0.183, "0..1", 0, 1, "effect of involvement", plausible=(0.09, 0.38), source="fitted to published facts; prior assumed")
    wellbeing: float = parameter(0.4, "0..1", 0, 1, "effect of well-being", plausible=(0.21, 0.62))
    acceptance: float = parameter(0.2, "0..1", 0, 1, "effect of not resisting", plausible=(0.09, 0.38))
    leaders: float = parameter(0.237, "0..1", 0, 1, "effect of fully participating leaders", plausible=(0.09, 0.38), source="fitted to published facts; Judge & Piccolo 2004 (facts M05, M06) for the sign")
    commitment_base: float = parameter(0.2, "0..1", -1, 1, "commitment of a calm person, all else at zero", plausible=(0.05, 0.35))
    satisfaction: float = parameter(0.35, "0..1", 0, 1, "effect of satisfaction on commitment", plausible=(0.18, 0.57), source="Topa Cantisano et al. 2008 (fact M10) for the sign")
    trust: float = parameter(0.3, "0..1", 0, 1, "effect of trust on commitment", plausible=(0.15, 0.52), source="Topa Cantisano et al. 2008 (fact M10) for the sign")
    say: float = parameter(0.2, "0..1", 0, 1, "effect of involvement on commitment", plausible=(0.09, 0.38))
    anxiety: float = parameter(0.25, "0..1", 0, 1, "effect of anxiety on commitment, downwards", plausible=(0.12, 0.45))
    lag: float = parameter(8.0, "weeks", 1, 52, "time constant of both", plausible=(4, 16))
    best_arousal: float = parameter(0.25, "0..1", 0, 1, "anxiety at which people work best", plausible=(0.12, 0.45), source="Yerkes & Dodson 1908 for the form; size assumed")
    arousal_width: float = parameter(0.75, "0..1", 0.1, 2, "distance from there at which nothing gets done", plausible=(0.38, 1.5), source="Yerkes & Dodson 1908 for the form; size assumed")
    worst: float = parameter(0.2, "share", 0, 1, "least that a frightened person still does", plausible=(0.09, 0.38))


@dataclass(frozen=True)
class Morale:
    """What wears a vendor's people down, and what restores them."""

    base: float = parameter(0.35, "0..1", 0, 1, "morale with no recognition and no trust", plausible=(0.18, 0.57))
    recognition: float = parameter(0.35, "0..1", 0, 1, "effect of a satisfied client", plausible=(0.18, 0.57))
    trust: float = parameter(0.3, "0..1", 0, 1, "effect of trust in the client", plausible=(0.15, 0.52))
    pressure: float = parameter(0.15, "0..1", 0, 1, "effect of schedule pressure, downwards", plausible=(0.07, 0.31))
    hype: float = parameter(0.25, "0..1", 0, 1, "effect of expectations above what is feasible, downwards", plausible=(0.12, 0.45))
    blame: float = parameter(0.4, "0..1", 0, 1, "effect of being blamed, downwards", plausible=(0.21, 0.62))
    lag: float = parameter(10.0, "weeks", 1, 52, "time constant", plausible=(5, 20))


@dataclass(frozen=True)
class Expectation:
    """How hopes meet reality."""

    truth: float = parameter(0.10, "1/week", 0, 1, "speed with which people who are told the truth adjust", plausible=(0.04, 0.22))
    drift: float = parameter(0.03, "1/week", 0, 1, "speed with which hype comes back where nobody is told", plausible=(0.012, 0.072))
    updates: float = parameter(0.5, "share", 0, 1, "truth that full progress updates bring", plausible=(0.29, 0.71))
    checkins: float = parameter(0.25, "share", 0, 1, "truth that full leader check-ins bring", plausible=(0.12, 0.45))
    leaders: float = parameter(0.15, "share", 0, 1, "truth that fully participating leaders bring", plausible=(0.07, 0.31))
    setting: float = parameter(0.6, "share", 0, 1, "share of hype that full expectation setting removes", plausible=(0.37, 0.79))
    briefing: float = parameter(0.5, "share", 0, 1, "share of leaders' hype that a full risk briefing removes", plausible=(0.29, 0.71))
    update_honesty: float = parameter(0.7, "share", 0, 1, "share of rosiness and of lag that full progress updates remove", plausible=(0.48, 0.85))
    direct: float = parameter(0.3, "share", 0, 1, "part of the picture that staff see for themselves", plausible=(0.15, 0.52))
    leader_direct: float = parameter(0.1, "share", 0, 1, "part of the picture that leaders see for themselves", plausible=(0.04, 0.22))
    leader_checkins: float = parameter(0.4, "share", 0, 1, "what full check-ins add to it", plausible=(0.21, 0.62))
    leader_review: float = parameter(0.4, "share", 0, 1, "what full output review adds to it", plausible=(0.21, 0.62))
    attention: float = parameter(4.0, "weeks", 1, 52, "time constant with which people form a picture of performance", plausible=(2, 8))


@dataclass(frozen=True)
class Satisfaction:
    """Expectation-confirmation."""

    intercept: float = parameter(0.132, "0..1", -1, 1, "satisfaction at zero expectation and performance", plausible=(-0.05, 0.25), source="fitted to published facts; prior assumed")
    expectation: float = parameter(0.05, "per unit", 0, 1, "effect of the expectation itself", plausible=(0.021, 0.116), source="Oliver 1980 for the form; size assumed")
    performance: float = parameter(0.688, "per unit", 0, 1, "effect of perceived performance", plausible=(0.43, 0.82), source="fitted to published facts; Bhattacherjee 2001 for the form; size assumed")
    disconfirmation: float = parameter(0.40, "per unit", 0, 2, "effect of doing better than expected", plausible=(0.2, 0.8), source="Oliver 1980 for the form; size assumed")
    loss_aversion: float = parameter(2.0, "ratio", 1, 4, "how much more doing worse weighs than doing better", plausible=(1.5, 3), source="Kahneman & Tversky 1979 about 2.25; set to 2")
    lag: float = parameter(6.0, "weeks", 1, 52, "time constant", plausible=(3, 12))


@dataclass(frozen=True)
class Trust:
    """Evidence builds trust slowly and destroys it fast."""

    gain: float = parameter(0.05, "1/week", 0, 0.5, "speed of building", plausible=(0.025, 0.1))
    asymmetry: float = parameter(2.5, "ratio", 1.5, 5, "how much faster trust falls than it grows", plausible=(1.5, 4), source="Slovic 1993 for the sign (fact G05); size assumed")
    base: float = parameter(0.5, "0..1", 0, 1, "evidence from an uneventful week", plausible=(0.29, 0.71))
    disconfirmation: float = parameter(0.5, "per unit", 0, 2, "effect of performance against expectation", plausible=(0.25, 1))
    misunderstanding: float = parameter(0.35, "per share", 0, 2, "effect of misunderstood messages, downwards", plausible=(0.17, 0.7))
    misalignment: float = parameter(0.2, "per unit", 0, 2, "effect of goals that differ, downwards", plausible=(0.1, 0.4))
    unanswered: float = parameter(0.35, "per share", 0, 2, "effect of decisions that wait, downwards", plausible=(0.17, 0.7))
    transparency: float = parameter(0.25, "0..1", 0, 1, "effect of being told the truth", plausible=(0.12, 0.45))
    clarity: float = parameter(0.25, "0..1", 0, 1, "effect of a clear contract that both sides know", plausible=(0.12, 0.45), source="Poppo & Zenger 2002; Goo et al. 2009 (fact G03) for the sign")
    deception: float = parameter(3.0, "per unit", 0, 10, "effect of what was reported better than it shows, downwards", plausible=(1.5, 6))
    bonding: float = parameter(0.2, "0..1", 0, 1, "effect of full relationship building", plausible=(0.09, 0.38))
    briefing: float = parameter(0.4, "share", 0, 1, "share of leaders' reaction to bad news that a full risk briefing removes", plausible=(0.21, 0.62))
    grievance_memory: float = parameter(26.0, "weeks", 1, 104, "time constant with which it is forgotten what distrust came from", plausible=(13, 52))
    leak: float = parameter(0.8, "share", 0, 1, "trust lost at once in a leak of severity 1", plausible=(0.62, 0.91))
    blame: float = parameter(0.6, "per unit", 0, 2, "effect of blame on teams' trust, downwards", plausible=(0.3, 1.2))
    pressure: float = parameter(0.2, "per unit", 0, 2, "effect of pressure on teams' trust, downwards", plausible=(0.1, 0.4))
    recognition: float = parameter(0.3, "0..1", 0, 1, "effect of a satisfied client on teams' trust", plausible=(0.15, 0.52))


@dataclass(frozen=True)
class Turnover:
    """People leave, and what they knew leaves with them."""

    commitment: float = parameter(2.0, "ratio", 0, 10, "how much likelier an uncommitted member of staff leaves", plausible=(1, 4))
    newcomers: float = parameter(1.0, "ratio", 0, 10, "how much likelier somebody in their first weeks leaves", plausible=(0.5, 2), source="Griffeth, Hom & Gaertner 2000 for the sign")
    morale: float = parameter(2.0, "ratio", 0, 10, "how much likelier vendor people leave at the lowest morale than at the highest", plausible=(1, 4))
    knowledge_kept: float = parameter(0.3, "share", 0, 1, "part of a leaver's knowledge that stays with the team", plausible=(0.15, 0.52))
    hiring: float = parameter(10.0, "weeks", 1, 52, "time to fill a vendor place and train the newcomer", plausible=(5, 20), source="contact centres 12 to 16 weeks to ramp up, trade sources (fact W04), part of it is learning")


@dataclass(frozen=True)
class Variation:
    """How people, teams and partnerships differ at the start."""

    people: float = parameter(0.12, "0..1", 0, 0.5, "standard deviation of feelings and traits between people", plausible=(0.06, 0.24))
    teams: float = parameter(0.08, "0..1", 0, 0.5, "standard deviation of skill and rigidity between teams of a vendor", plausible=(0.04, 0.16))
    partnerships: float = parameter(0.15, "0..1", 0, 0.5, "standard deviation between partnerships of the same description", plausible=(0.075, 0.3))
    goals: float = parameter(0.05, "weight", 0, 0.3, "standard deviation of each organisation's weights between such partnerships", plausible=(0.025, 0.1))
