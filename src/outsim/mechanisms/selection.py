"""Choosing a vendor without doing your homework: the client sees candidates through noise and takes the best looking.

For each candidate, with standard normal z1 to z4::

    skill    = clip(vendor.skill + skill_spread z1)
    security = clip(vendor.security + skill_spread z2)
    gap      = clip(vendor.organisational_gap + skill_spread z3)
    homework = diligence_given + (1 - diligence_given) diligence due_diligence
    seen     = skill + security_weight security - fit_weight gap + noise (1 - homework) z4

The client takes the candidate with the highest seen (the first of equals). due_diligence is the dose in place
at the start, diligence_given the scenario's expectations.diligence. Shape: of candidates. Units: 0..1. Source:
Deloitte 2008 (fact C07) for the sign; form assumed (winner's curse). Coefficients: selection.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax.scipy.special import ndtri
from jaxtyping import Array

from outsim.conditions import Conditions
from outsim.levers import LEVER_NAMES
from outsim.mechanisms.shapes import clip
from outsim.state import Scalar
from outsim.streams import StartingLuck


class Chosen(NamedTuple):
    """The vendor that was chosen: domain skill, security hygiene, organisational gap."""

    skill: Scalar
    security: Scalar
    organisational_gap: Scalar


def choose_vendor(given: Conditions, luck: StartingLuck) -> Chosen:
    """The vendor that the client takes."""
    c, market = given.coefficients.selection, given.vendor
    skill = clip(market.skill + market.skill_spread * ndtri(luck.candidate_skill))
    security = clip(market.security + market.skill_spread * ndtri(luck.candidate_security))
    gap = clip(market.organisational_gap + market.skill_spread * ndtri(luck.candidate_fit))
    done = given.expectations.diligence
    homework = done + (1 - done) * c.diligence * given.pulls.at_start[LEVER_NAMES.index("due_diligence")]
    seen = skill + c.security_weight * security - c.fit_weight * gap
    seen = seen + c.noise * (1 - homework) * ndtri(luck.candidate_impression)
    taken = jnp.argmax(seen, 0)[None]

    def of_taken(trait: Array) -> Array:
        return jnp.take_along_axis(trait, taken, 0)[0]

    return Chosen(of_taken(skill), of_taken(security), of_taken(gap))
