"""From points to their tables: what a store lacks is computed, the rest is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from outsim.run_settings import RunSettings
from outsim.sweeps.blocks import Work, World, model_version
from outsim.sweeps.listed import Visited
from outsim.sweeps.plan import ROWS, Index, indexed, works
from outsim.sweeps.running import Launch, Ran, run
from outsim.sweeps.stores import Store
from outsim.sweeps.tables import Tables


@dataclass(frozen=True)
class Plan:
    """What of some points is there, and what is to be computed.

    Attributes:
        settings: of which replicates, seed, arithmetic, parameters, weekly and progress are read.
        index: what the store held when the plan was made.
        works: what it lacked.
    """

    points: Visited
    settings: RunSettings
    store: Store
    keys: Sequence[str]
    index: Index
    works: Sequence[Work]

    @classmethod
    def of(cls, points: Visited, settings: RunSettings, store: Store, rows: int = ROWS) -> Plan:
        """Looks at what is there.

        Args:
            rows: partnerships of a block.
        """
        keys = points.keys()
        index = indexed(store.kept(), model_version(), World.of(settings))
        return cls(points, settings, store, keys, index, list(works(points, keys, index, settings.replicates, rows)))

    @cached_property
    def partnerships(self) -> int:
        """How many are to be simulated."""
        return sum(work.partnerships for work in self.works)

    def run(self, launch: Launch) -> tuple[Tables, Ran]:
        """Computes what is to be computed.

        Raises:
            CannotKeep: where a block cannot be kept; those kept before are there.
        """
        ran = run(self.works, self.store, launch, points=len(self.points), progress=self.settings.progress)
        index = indexed(self.store.kept(), self.index.model, self.index.world)
        return Tables(self.points, self.keys, index, self.store, self.settings.replicates, ran.lost), ran
