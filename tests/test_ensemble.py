"""What an ensemble says about its partnerships: claims, held against independent computations."""

from __future__ import annotations

import doctest
import io
import json
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from outsim import statistics
from outsim.ensemble import CAUSES, Ensemble
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.report import print_summary
from outsim.scenario import Scenario

RUN_NUMBERS = (
    "escalations first_escalation_week renegotiations first_renegotiation_week leaks delivered_share delay_weeks "
    "quality rework_share cost intervention_cost messages misunderstandings calendar_multiplier"
).split()


def made_up(
    replicates=300,
    weeks=104,
    hazard=0.005,
    name="offshore_call_center",
    points=1,
    seed=0,
    kept=1000,
    causes=(5, 2, 2, 2, 1.5, 0.3, 2),
):
    """An ensemble as an engine might hand it over, drawn from simple curves with noise."""
    draw = np.random.default_rng(seed)
    scenarios = tuple(Scenario(name=name, weeks=weeks) for _ in range(points))
    tables, paths = [], []
    for point in range(points):
        life = (
            draw.geometric(min(hazard * (1 + point / 2), 1.0), replicates) - 1
            if hazard
            else np.full(replicates, weeks)
        )
        terminated = life < weeks
        ended = np.minimum(life, weeks)
        week = np.arange(weeks)
        spread = draw.normal(size=(replicates, 1, len(INDICATOR_NAMES)))
        wander = (
            np.cumsum(draw.normal(scale=0.12, size=(replicates, weeks, len(INDICATOR_NAMES))), axis=1) / 3
        )
        level = dict.fromkeys(INDICATOR_NAMES, np.full(weeks, 0.55))
        level["anxiety"] = 0.25 + 0.3 * np.exp(-(((week - 14) / 12) ** 2))
        level["alignment"] = 0.5 + 0.2 * week / (week + 40)
        level["expectation_gap"] = 0.45 * np.exp(-week / 20) + 0.05
        level["friction"] = 0.4 * np.exp(-week / 35) + 0.08
        level["queue"] = np.full(weeks, 14.0)
        curves = np.stack([level[each] for each in INDICATOR_NAMES], axis=1)
        values = curves * (1 + 0.18 * spread + 0.15 * wander)
        bounded = [
            place for place, each in enumerate(INDICATOR_NAMES) if each not in ("expectation_gap", "queue")
        ]
        values[:, :, bounded] = np.clip(values[:, :, bounded], 0, 1)
        values[week[None, :] > ended[:, None]] = np.nan
        last = np.minimum(ended, weeks - 1)
        escalated = draw.geometric(0.012, replicates) - 1
        renegotiated = draw.geometric(0.004, replicates) - 1
        odds = np.array(causes) / sum(causes)
        met = draw.random(replicates) < 0.6
        columns = {
            "scenario": name,
            "point": point,
            "replicate": np.arange(replicates),
            "seed": seed,
            **({"vendor.country": "PHL" if point == 0 else "IND"} if points > 1 else {}),
            "outcome": pd.Categorical(
                np.where(terminated, "terminated", np.where(met, "successful", "unsuccessful")),
                ["successful", "unsuccessful", "terminated"],
            ),
            "ended_week": ended,
            "cause": pd.Categorical(
                np.where(terminated, draw.choice(list(CAUSES), replicates, p=odds), None), list(CAUSES)
            ),
            "exit": np.where(
                terminated, draw.choice(["insourced", "switched"], replicates, p=[1 / 3, 2 / 3]), None
            ),
            **dict.fromkeys(RUN_NUMBERS, 0.0),
            "first_escalation_week": pd.array(
                [
                    each if each <= end and each < weeks else None
                    for each, end in zip(escalated, ended, strict=True)
                ],
                "Int32",
            ),
            "first_renegotiation_week": [
                float(each) if each <= end and each < weeks else math.nan
                for each, end in zip(renegotiated, ended, strict=True)
            ],
            "cost": draw.lognormal(15.5, 0.3, replicates),
        }
        for place, each in enumerate(INDICATOR_NAMES):
            columns[f"{each}_mean"] = np.nanmean(values[:, :, place], axis=1)
            columns[f"{each}_last"] = values[np.arange(replicates), last, place]
        tables.append(pd.DataFrame(columns))
        paths.append(values[:kept].astype(np.float32))
    return Ensemble(scenarios, seed, pd.concat(tables, ignore_index=True), np.stack(paths))
