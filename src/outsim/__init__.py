"""outsim simulates outsourcing partnerships agent by agent.

>>> import outsim
>>> base = outsim.Scenario().with_(contract__clarity=0.4)
>>> runs = outsim.simulate(base, replicates=4, seed=1)
>>> runs.runs["outcome"].isin(["successful", "unsuccessful", "terminated"]).all().item()
True
"""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Imported when first used: the command line answers `--help` without loading the engine.
_HOMES = {
    "CalibrateOptions": "studies.options",
    "Client": "parameters.partnership",
    "ClientLeader": "agents",
    "ClientStaff": "agents",
    "Coefficients": "scenario",
    "CompareOptions": "studies.options",
    "Contract": "parameters.partnership",
    "Design": "sweeps.designs",
    "DiscoverOptions": "studies.input_options",
    "Ensemble": "ensemble",
    "Expectations": "parameters.partnership",
    "ExplainOptions": "studies.options",
    "InputError": "errors",
    "Intervention": "interventions",
    "Interval": "sweeps.factors",
    "Leaders": "parameters.partnership",
    "PartnershipModel": "model",
    "PortfolioOptions": "studies.options",
    "RankOptions": "studies.options",
    "Scenario": "scenario",
    "Security": "parameters.partnership",
    "SensitivityOptions": "studies.input_options",
    "Sweep": "sweeps.result",
    "TimingOptions": "studies.options",
    "TornadoOptions": "studies.input_options",
    "Trigger": "interventions",
    "ValidateOptions": "studies.options",
    "Vendor": "parameters.partnership",
    "VendorTeam": "agents",
    "Work": "parameters.partnership",
    "calibrate": "studies.calibrate",
    "compare": "studies.compare",
    "discover": "studies.discover",
    "explain": "studies.explain",
    "explore": "app.explore",
    "forecast": "studies.forecast",
    "fork": "studies.fork",
    "load_scenario": "configuration",
    "portfolio": "studies.portfolio",
    "rank": "studies.rank",
    "read_pulse": "studies.pulse",
    "read_sweep": "sweeps.reading",
    "scenario_names": "configuration",
    "sensitivity": "studies.sensitivity",
    "simulate": "engine",
    "sweep": "sweeps.sweep",
    "timing": "studies.timing",
    "tornado": "studies.tornado",
    "validate": "studies.validate",
    "what_if": "studies.what_if",
}

__all__ = [*_HOMES, "__version__", "names"]

if TYPE_CHECKING:
    from outsim import names
    from outsim.agents import ClientLeader, ClientStaff, VendorTeam
    from outsim.app.explore import explore
    from outsim.configuration import load_scenario, scenario_names
    from outsim.engine import simulate
    from outsim.ensemble import Ensemble
    from outsim.errors import InputError
    from outsim.interventions import Intervention, Trigger
    from outsim.model import PartnershipModel
    from outsim.parameters.partnership import Client, Contract, Expectations, Leaders, Security, Vendor, Work
    from outsim.scenario import Coefficients, Scenario
    from outsim.studies.calibrate import calibrate
    from outsim.studies.compare import compare
    from outsim.studies.discover import discover
    from outsim.studies.explain import explain
    from outsim.studies.forecast import forecast
    from outsim.studies.fork import fork
    from outsim.studies.input_options import DiscoverOptions, SensitivityOptions, TornadoOptions
    from outsim.studies.options import (
        CalibrateOptions,
        CompareOptions,
        ExplainOptions,
        PortfolioOptions,
        RankOptions,
        TimingOptions,
        ValidateOptions,
    )
    from outsim.studies.portfolio import portfolio
    from outsim.studies.pulse import read_pulse
    from outsim.studies.rank import rank
    from outsim.studies.sensitivity import sensitivity
    from outsim.studies.timing import timing
    from outsim.studies.tornado import tornado
    from outsim.studies.validate import validate
    from outsim.studies.what_if import what_if
    from outsim.sweeps.designs import Design
    from outsim.sweeps.factors import Interval
    from outsim.sweeps.reading import read_sweep
    from outsim.sweeps.result import Sweep
    from outsim.sweeps.sweep import sweep


_MODULES = ("names",)
"""Modules that are part of the interface as they are."""


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"outsim.{name}")
    if name not in _HOMES:
        near = get_close_matches(name, __dir__(), n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"module 'outsim' has no attribute {name!r}{hint}")
    return getattr(importlib.import_module(f"outsim.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
