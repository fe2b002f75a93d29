"""A block of work: some replicates of some points, computed in one call, filed under what went into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import metadata
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outsim.errors import InputError
from outsim.fingerprint import model_fingerprint
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario
from outsim.sweeps.points import Base

if TYPE_CHECKING:
    from outsim.ensemble import Ensemble

ABOUT = b"outsim"
_OF_THE_TABLE = ["scenario", "point", "seed"]  # what only the whole table knows


def model_version() -> str:
    """What decides, beside parameters and seeds, the numbers of a run: the model's code, and who compiles it.

    >>> "jax" in model_version()
    True
    """
    return f"{model_fingerprint()} jax {metadata.version('jax')}"


@dataclass(frozen=True)
class World:
    """What all blocks of a sweep share beside their scenarios.

    >>> World(seed=1).weekly
    False
    """

    seed: int
    arithmetic: str = "single"
    parameters: str = "default"
    weekly: bool = False

    @classmethod
    def of(cls, settings: RunSettings) -> World:
        """What of a run's settings decides its numbers."""
        return cls(settings.seed, settings.arithmetic, settings.parameters, settings.weekly)

    @cached_property
    def luck(self) -> str:
        """A text for what decides the numbers: blocks that differ in it never stand in for each other."""
        drawn = ""
        if self.parameters == "posterior":
            posterior = files("outsim").joinpath("data", "posterior.parquet").read_bytes()
            drawn = hashlib.blake2b(posterior, digest_size=8).hexdigest()
        return f"seed {self.seed}, {self.arithmetic}, {self.parameters} {drawn}".rstrip()


@dataclass(frozen=True)
class Work:
    """A block to be computed: replicates ``first`` to ``last - 1`` of each of its points.

    Attributes:
        keys: of the points; see `outsim.sweeps.points.Points.keys`.
        bases: that the points start from.
        values: for each point, the base and what differs from it.
        model: the version of the model that is asked for.
    """

    keys: tuple[str, ...]
    bases: tuple[Base, ...]
    values: tuple[tuple[int, Mapping[str, Any]], ...]
    first: int
    last: int
    world: World
    model: str

    @cached_property
    def name(self) -> str:
        """What it is filed under."""
        parts = [self.model, self.world.luck, str(self.world.weekly), f"{self.first}-{self.last}", *self.keys]
        return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()

    @property
    def partnerships(self) -> int:
        """How many are simulated."""
        return (self.last - self.first) * len(self.keys)


@dataclass(frozen=True)
class About:
    """What stands in a block's file beside its table: what it was made of.

    >>> About.read(About("m", "l", False, 0, 8, ("k",), {}).text()).last
    8
    """

    model: str
    luck: str
    weekly: bool
    first: int
    last: int
    points: tuple[str, ...]  # keys, in the order of the rows, each with all replicates
    failed: Mapping[str, str]  # keys of points that could not be simulated, and why

    def text(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, text: bytes) -> About:
        """From JSON.

        Raises:
            ValueError: for what is not such a text.
        """
        try:
            given = json.loads(text)
            return cls(**{**given, "points": tuple(given["points"])})
        except (TypeError, KeyError) as error:
            raise ValueError(str(error)) from None


@dataclass(frozen=True)
class Computed:
    """A block that was computed, as Parquet files in memory.

    Attributes:
        runs: a row a partnership, by point and replicate.
        weeks: a row a partnership and week, where they were asked for.
        failed: keys of points that could not be simulated.
    """

    name: str
    runs: bytes
    weeks: bytes | None
    failed: tuple[str, ...]


def compute(work: Work) -> Computed:
    """Simulates a block.

    Points that cannot be simulated are told of in the block, with the reason.

    Raises:
        InputError: where the model here is not the one that is asked for.
        KeyboardInterrupt: when interrupted; nothing of the block is kept.
    """
    if model_version() != work.model:
        raise InputError(f"this machine has another model of outsim ({model_version()}) than the sweep ({work.model})")
    scenarios, failed = _scenarios(work)
    lived = list(_lived(list(scenarios), scenarios, failed, work))
    good = [key for keys, _ in lived for key in keys]
    places = {key: place for place, key in enumerate(good)}
    weeks = [_weeks(ensemble, [places[key] for key in keys]) for keys, ensemble in lived if work.world.weekly]
    runs = [ensemble.runs.drop(columns=_OF_THE_TABLE) for _, ensemble in lived]
    about = About(work.model, work.world.luck, work.world.weekly, work.first, work.last, tuple(good), failed)
    return Computed(work.name, _parquet(runs, about), _parquet(weeks, about) if weeks else None, tuple(failed))


def _scenarios(work: Work) -> tuple[dict[str, Scenario], dict[str, str]]:
    """The scenarios of a block by key, and why others cannot be."""
    from outsim.conditions import place_of

    scenarios, failed = {}, {}
    for key, (base, values) in zip(work.keys, work.values, strict=True):
        try:
            scenario = work.bases[base].with_(values)
            place_of(scenario)  # complains of countries between which no distance is known
            scenarios[key] = scenario
        except InputError as error:
            failed[key] = str(error)
    return scenarios, failed


def _lived(
    keys: list[str], scenarios: Mapping[str, Scenario], failed: dict[str, str], work: Work
) -> Iterator[tuple[list[str], Ensemble]]:
    """Simulates these points together; where one cannot be, the halves, until it is known which."""
    from outsim.engine import simulate

    if not keys:
        return
    world = work.world
    try:
        ensemble = simulate(
            [scenarios[key] for key in keys],
            range(work.first, work.last),
            world.seed,
            arithmetic=world.arithmetic,
            parameters=world.parameters,
            weekly=world.weekly,
            kept=1,
        )
    except InputError as error:
        if len(keys) == 1:
            failed[keys[0]] = str(error)
            return
        middle = len(keys) // 2
        yield from _lived(keys[:middle], scenarios, failed, work)
        yield from _lived(keys[middle:], scenarios, failed, work)
        return
    if not ensemble.complete:
        raise KeyboardInterrupt
    yield keys, ensemble


def _weeks(ensemble: Ensemble, places: list[int]) -> pd.DataFrame:
    weeks = ensemble.weeks.drop(columns="scenario")
    return weeks.assign(point=np.array(places, np.int32)[weeks["point"].to_numpy()])


def _parquet(tables: list[pd.DataFrame], about: About) -> bytes:
    """One Parquet file in memory; numbers of weeks are split by byte, which packs them a third tighter."""
    parts = [pa.Table.from_pandas(each, preserve_index=False) for each in tables]
    table = pa.concat_tables(parts) if parts else pa.table({})
    metadata = {**(table.schema.metadata or {}), ABOUT: about.text()}
    floats = [field.name for field in table.schema if field.type == pa.float32()]
    others = [name for name in table.column_names if name not in floats]
    into = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(metadata),
        into,
        compression="zstd",
        use_dictionary=others,
        use_byte_stream_split=floats,
    )
    content: bytes = into.getvalue().to_pybytes()
    return content
