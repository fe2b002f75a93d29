"""A player of the network over the weeks in one HTML file, without any outside request."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex

from outsim.plots.network import COLOURS, Look, tie_colour
from outsim.plots.network_layout import Layout
from outsim.plots.network_states import KINDS, Snapshot
from outsim.plots.style import heading
from outsim.scenario import Scenario

SHADES = 64


def player(base: Scenario, which: str, look: Look, places: Layout, shown: Sequence[Snapshot], per_second: float) -> str:
    """The page: nodes and ties stand once, each frame has their shades."""
    low, high = look.norm.vmin, look.norm.vmax
    said = {
        "title": f"{base.name.replace('_', ' ')}: {heading(look.about.name).lower()} in the network",
        "below": f"{look.about.meaning}; {which}",
        "unit": look.about.unit.replace("..", " to "),
        "low": f"{low:.3g}",
        "high": f"{high:.3g}",
        "friction": [f"{look.friction.vmin:.2f}", f"{look.friction.vmax:.2f}"],
        "perSecond": per_second,
        "shades": [to_hex(colormaps[COLOURS](place / (SHADES - 1))) for place in range(SHADES)],
        "tieShades": [to_hex(tie_colour(place / 15)) for place in range(16)],
        "nodes": [
            {"kind": kind, "x": round(float(x), 3), "y": round(float(y), 3)}
            for kind in KINDS
            for x, y in getattr(places, kind)
        ],
        "reports": [[one, base.client.staff + one % base.leaders.count] for one in range(base.client.staff)],
        "frames": [_frame(base, look, one) for one in shown],
    }
    data = json.dumps(said, separators=(",", ":")).replace("<", "\\u003c")
    page = files("outsim.plots").joinpath("player.html").read_text(encoding="utf-8")
    return page.replace("{{title}}", html.escape(str(said["title"]))).replace("{{data}}", data)


def _frame(base: Scenario, look: Look, shown: Snapshot) -> dict[str, Any]:
    sizes = {"staff": base.client.staff, "leaders": base.leaders.count, "teams": base.vendor.teams}
    nodes: list[int] = []
    for kind in KINDS:
        values = shown.values[kind]
        nodes += [-1] * sizes[kind] if values is None else _places(look.norm(np.nan_to_num(values)), values, SHADES)
    first_team = base.client.staff + base.leaders.count
    ties = zip(
        shown.ties.person.tolist(),
        (shown.ties.team + first_team).tolist(),
        np.rint(15 * look.much(shown.ties.friction)).astype(int).tolist(),
        strict=True,
    )
    return {
        "week": shown.week,
        "mean": None if np.isnan(shown.mean) else round(shown.mean, 2),
        "over": shown.over,
        "nodes": nodes,
        "ties": [number for tie in ties for number in tie],
    }


def _places(shares: Any, values: Any, number: int) -> list[int]:
    places = np.rint(np.clip(shares, 0, 1) * (number - 1)).astype(int)
    return np.where(np.isnan(values), -1, places).tolist()  # type: ignore[no-any-return]
