"""Coefficients of what people feel and how they relate: change management, expectations, trust."""

from __future__ import annotations

from dataclasses import dataclass

from outsim.parameters.declare import parameter


@dataclass(frozen=True)
class Threat:
    """When the move frightens whom."""

    floor: float = parameter(0.3, "share", 0, 1, "part of the threat felt however far one's own wave is")
    width: float = parameter(6.0, "weeks", 1, 52, "half-width of the weeks around one's own move in which threat is high")
    layoff_rate: float = parameter(0.02, "events a week", 0, 0.5, "chance in a week of bad news about jobs, at full job impact")
    layoff_news: float = parameter(0.4, "0..1", 0, 1, "bad news that an announcement of layoffs adds")
    leak_news: float = parameter(0.3, "0..1", 0, 1, "bad news that a leak of severity 1 adds")
    escalation_news: float = parameter(0.1, "0..1", 0, 1, "bad news that an escalation adds")
    news_memory: float = parameter(8.0, "weeks", 1, 104, "time constant with which bad news fades")
    communication: float = parameter(0.5, "share", 0, 1, "share of bad news' fright that full change communication removes")


@dataclass(frozen=True)
class Anxiety:
    """How fear grows, spreads and fades."""

    gain: float = parameter(0.35, "1/week", 0, 2, "anxiety that full threat adds in a week to a person without shelter")
    memory: float = parameter(12.0, "weeks", 8, 16, "time constant with which anxiety fades")
    communication: float = parameter(0.55, "share", 0, 1, "information that full change communication brings")
    visibility: float = parameter(0.35, "share", 0, 1, "information that fully participating leaders bring")
    support: float = parameter(0.15, "share", 0, 1, "support people find without any intervention")
    emotional_support: float = parameter(0.6, "share", 0, 1, "support that full emotional support adds")
    participation: float = parameter(0.5, "share", 0, 1, "involvement that full participation adds")
    contagion: float = parameter(0.10, "1/week", 0, 0.5, "speed with which feelings pass between people", source="Bosse et al. 2009 for the form; size assumed")
    amplification: float = parameter(0.3, "ratio", 0, 1, "how much stronger fear spreads than calm", source="Bosse et al. 2009 for the form; size assumed")
    leader_weight: float = parameter(3.0, "peers", 2, 4, "weight of a visible leader's mood against one peer's")
    ceiling: float = parameter(0.95, "share", 0.5, 1, "most that information, support or involvement can shelter")


@dataclass(frozen=True)
class Resistance:
    """Who resists, and why."""

    intercept: float = parameter(-2.6, "logit", -6, 2, "resistance of a calm, satisfied, involved person")
    anxiety: float = parameter(2.0, "logit", 0, 5, "effect of anxiety", source="Oreg, Vakola & Armenakis 2011 for the sign")
    dissatisfaction: float = parameter(1.5, "logit", 0, 5, "effect of dissatisfaction", source="Oreg, Vakola & Armenakis 2011 for the sign")
    exclusion: float = parameter(1.0, "logit", 0, 5, "effect of having no say", source="Oreg, Vakola & Armenakis 2011 for the sign")
    distrust: float = parameter(0.8, "logit", 0, 5, "effect of leaders one does not see", source="Oreg, Vakola & Armenakis 2011 for the sign")
    no_benefit: float = parameter(1.0, "logit", 0, 5, "effect of seeing no benefit", source="Oreg, Vakola & Armenakis 2011 for the sign")
    openness: float = parameter(0.6, "share", 0, 1, "weight of the week's influences against disposition", source="Friedkin & Johnsen 1990 for the form; size assumed")
    peers: float = parameter(0.4, "share", 0, 1, "weight of peers within those influences", source="Friedkin & Johnsen 1990 for the form; size assumed")
    lag: float = parameter(6.0, "weeks", 1, 52, "time constant")


@dataclass(frozen=True)
class Wellbeing:
    """Demands against resources (JD-R)."""

    base: float = parameter(0.6, "0..1", 0, 1, "well-being where demands and resources balance")
    coordination: float = parameter(0.25, "0..1", 0, 1, "cost of a full load of messages")
    half_load: float = parameter(12.0, "messages a week", 1, 200, "messages at which the load is half full")
    rework: float = parameter(0.3, "0..1", 0, 1, "cost of work that comes back")
    anxiety: float = parameter(0.4, "0..1", 0, 1, "cost of full anxiety")
    hours: float = parameter(1.0, "per 40-hour week", 0, 4, "cost of time that interventions take")
    support: float = parameter(0.25, "0..1", 0, 1, "benefit of full support")
    involvement: float = parameter(0.2, "0..1", 0, 1, "benefit of full involvement")
    leaders: float = parameter(0.15, "0..1", 0, 1, "benefit of fully participating leaders", source="Judge & Piccolo 2004 (facts M05, M06) for the sign")
    lag: float = parameter(8.0, "weeks", 1, 52, "time constant")


@dataclass(frozen=True)
class Motivation:
    """Motivation, commitment, and what they and arousal make of a person's work."""

    base: float = parameter(0.15, "0..1", -1, 1, "motivation with no say, no well-being, full resistance, no leaders")
    involvement: float = parameter(0.2, "0..1", 0, 1, "effect of involvement")
    wellbeing: float = parameter(0.4, "0..1", 0, 1, "effect of well-being")
    acceptance: float = parameter(0.2, "0..1", 0, 1, "effect of not resisting")
    leaders: float = parameter(0.2, "0..1", 0, 1, "effect of fully participating leaders", source="Judge & Piccolo 2004 (facts M05, M06) for the sign")
    commitment_base: float = parameter(0.2, "0..1", -1, 1, "commitment of a calm person, all else at zero")
    satisfaction: float = parameter(0.35, "0..1", 0, 1, "effect of satisfaction on commitment", source="Topa Cantisano et al. 2008 (fact M10) for the sign")
    trust: float = parameter(0.3, "0..1", 0, 1, "effect of trust on commitment", source="Topa Cantisano et al. 2008 (fact M10) for the sign")
    say: float = parameter(0.2, "0..1", 0, 1, "effect of involvement on commitment")
    anxiety: float = parameter(0.25, "0..1", 0, 1, "effect of anxiety on commitment, downwards")
    lag: float = parameter(8.0, "weeks", 1, 52, "time constant of both")
    best_arousal: float = parameter(0.25, "0..1", 0, 1, "anxiety at which people work best", source="Yerkes & Dodson 1908 for the form; size assumed")
    arousal_width: float = parameter(0.75, "0..1", 0.1, 2, "distance from there at which nothing gets done", source="Yerkes & Dodson 1908 for the form; size assumed")
    worst: float = parameter(0.2, "share", 0, 1, "least that a frightened person still does")


@dataclass(frozen=True)
class Morale:
    """What wears a vendor's people down, and what restores them."""

    base: float = parameter(0.35, "0..1", 0, 1, "morale with no recognition and no trust")
    recognition: float = parameter(0.35, "0..1", 0, 1, "effect of a satisfied client")
    trust: float = parameter(0.3, "0..1", 0, 1, "effect of trust in the client")
    pressure: float = parameter(0.15, "0..1", 0, 1, "effect of schedule pressure, downwards")
    hype: float = parameter(0.25, "0..1", 0, 1, "effect of expectations above what is feasible, downwards")
    blame: float = parameter(0.4, "0..1", 0, 1, "effect of being blamed, downwards")
    lag: float = parameter(10.0, "weeks", 1, 52, "time constant")


@dataclass(frozen=True)
class Expectation:
    """How hopes meet reality."""

    truth: float = parameter(0.10, "1/week", 0, 1, "speed with which people who are told the truth adjust")
    drift: float = parameter(0.03, "1/week", 0, 1, "speed with which hype comes back where nobody is told")
    updates: float = parameter(0.5, "share", 0, 1, "truth that full progress updates bring")
    checkins: float = parameter(0.25, "share", 0, 1, "truth that full leader check-ins bring")
    leaders: float = parameter(0.15, "share", 0, 1, "truth that fully participating leaders bring")
    setting: float = parameter(0.6, "share", 0, 1, "share of hype that full expectation setting removes")
    briefing: float = parameter(0.5, "share", 0, 1, "share of leaders' hype that a full risk briefing removes")
    update_honesty: float = parameter(0.7, "share", 0, 1, "share of rosiness and of lag that full progress updates remove")
    direct: float = parameter(0.3, "share", 0, 1, "part of the picture that staff see for themselves")
    leader_direct: float = parameter(0.1, "share", 0, 1, "part of the picture that leaders see for themselves")
    leader_checkins: float = parameter(0.4, "share", 0, 1, "what full check-ins add to it")
    leader_review: float = parameter(0.4, "share", 0, 1, "what full output review adds to it")
    attention: float = parameter(4.0, "weeks", 1, 52, "time constant with which people form a picture of performance")


@dataclass(frozen=True)
class Satisfaction:
    """Expectation-confirmation."""

    intercept: float = parameter(0.1, "0..1", -1, 1, "satisfaction at zero expectation and performance")
    expectation: float = parameter(0.05, "per unit", 0, 1, "effect of the expectation itself", source="Oliver 1980 for the form; size assumed")
    performance: float = parameter(0.65, "per unit", 0, 1, "effect of perceived performance", source="Bhattacherjee 2001 for the form; size assumed")
    disconfirmation: float = parameter(0.40, "per unit", 0, 2, "effect of doing better than expected", source="Oliver 1980 for the form; size assumed")
    loss_aversion: float = parameter(2.0, "ratio", 1, 4, "how much more doing worse weighs than doing better", source="Kahneman & Tversky 1979 about 2.25; set to 2")
    lag: float = parameter(6.0, "weeks", 1, 52, "time constant")


@dataclass(frozen=True)
class Trust:
    """Evidence builds trust slowly and destroys it fast."""

    gain: float = parameter(0.05, "1/week", 0, 0.5, "speed of building")
    asymmetry: float = parameter(2.5, "ratio", 1.5, 5, "how much faster trust falls than it grows", source="Slovic 1993 for the sign (fact G05); size assumed")
    base: float = parameter(0.5, "0..1", 0, 1, "evidence from an uneventful week")
    disconfirmation: float = parameter(0.5, "per unit", 0, 2, "effect of performance against expectation")
    misunderstanding: float = parameter(0.35, "per share", 0, 2, "effect of misunderstood messages, downwards")
    misalignment: float = parameter(0.2, "per unit", 0, 2, "effect of goals that differ, downwards")
    unanswered: float = parameter(0.35, "per share", 0, 2, "effect of decisions that wait, downwards")
    transparency: float = parameter(0.25, "0..1", 0, 1, "effect of being told the truth")
    clarity: float = parameter(0.25, "0..1", 0, 1, "effect of a clear contract that both sides know", source="Poppo & Zenger 2002; Goo et al. 2009 (fact G03) for the sign")
    deception: float = parameter(3.0, "per unit", 0, 10, "effect of what was reported better than it shows, downwards")
    bonding: float = parameter(0.2, "0..1", 0, 1, "effect of full relationship building")
    briefing: float = parameter(0.4, "share", 0, 1, "share of leaders' reaction to bad news that a full risk briefing removes")
    grievance_memory: float = parameter(26.0, "weeks", 1, 104, "time constant with which it is forgotten what distrust came from")
    leak: float = parameter(0.8, "share", 0, 1, "trust lost at once in a leak of severity 1")
    blame: float = parameter(0.6, "per unit", 0, 2, "effect of blame on teams' trust, downwards")
    pressure: float = parameter(0.2, "per unit", 0, 2, "effect of pressure on teams' trust, downwards")
    recognition: float = parameter(0.3, "0..1", 0, 1, "effect of a satisfied client on teams' trust")


@dataclass(frozen=True)
class Turnover:
    """People leave, and what they knew leaves with them."""

    commitment: float = parameter(2.0, "ratio", 0, 10, "how much likelier an uncommitted member of staff leaves")
    newcomers: float = parameter(1.0, "ratio", 0, 10, "how much likelier somebody in their first weeks leaves", source="Griffeth, Hom & Gaertner 2000 for the sign")
    morale: float = parameter(2.0, "ratio", 0, 10, "how much likelier vendor people leave at the lowest morale than at the highest")
    knowledge_kept: float = parameter(0.3, "share", 0, 1, "part of a leaver's knowledge that stays with the team")
    hiring: float = parameter(10.0, "weeks", 1, 52, "time to fill a vendor place and train the newcomer", source="contact centres 12 to 16 weeks to ramp up, trade sources (fact W04), part of it is learning")


@dataclass(frozen=True)
class Variation:
    """How people, teams and partnerships differ at the start."""

    people: float = parameter(0.12, "0..1", 0, 0.5, "standard deviation of feelings and traits between people")
    teams: float = parameter(0.08, "0..1", 0, 0.5, "standard deviation of skill and rigidity between teams of a vendor")
    partnerships: float = parameter(0.15, "0..1", 0, 0.5, "standard deviation between partnerships of the same description")
    goals: float = parameter(0.05, "weight", 0, 0.3, "standard deviation of each organisation's weights between such partnerships")
