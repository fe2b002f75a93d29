"""What tests share: a small scenario whose program is compiled once."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("JAX_PLATFORMS", "cpu")  # the tests pass without an accelerator, and alike with one
# Each worker has a core to itself; with more threads NumPy's small products mostly wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from outsim.scenario import Scenario
from sizes import SMALL

settings.register_profile("outsim", deadline=None)  # how busy the machine is says nothing about a claim
settings.load_profile("outsim")


@pytest.fixture(scope="session")
def small() -> Scenario:
    """A partnership of 12 staff, 2 leaders and 3 teams over 40 weeks."""
    return Scenario(name="small").with_(SMALL)
