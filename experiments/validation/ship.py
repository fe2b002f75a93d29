"""Puts a fit into the package: its defaults beside the parameters, its draws into the data.

    python experiments/validation/ship.py RESULTS

RESULTS is the folder that ``outsim study=calibrate out=RESULTS`` wrote. Only coefficients that the facts inform change.
One that an earlier fit moved and that this one does not inform is refused: put the middle of its prior back first, and
fit again.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from outsim.scenario import Coefficients

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "outsim"


def ship(results: Path) -> None:
    """Rewrites src/outsim/parameters/*.py and src/outsim/data/posterior.parquet."""
    table = pd.read_csv(results / "coefficients.csv").set_index("coefficient")
    fitted = table.loc[table["informed"], "default"]
    classes = {spot.default_factory.__name__: spot.name for spot in Coefficients.__dataclass_fields__.values()}
    shipped, left, written = set(), set(), dict[Path, str]()
    for file in ("people.py", "organisations.py"):
        group, lines = "", []
        for line in (PACKAGE / "parameters" / file).read_text(encoding="utf-8").splitlines():
            if found := re.match(r"class (\w+)", line):
                group = classes.get(found[1], "")
            found = re.match(r"(    (\w+): float = parameter\()([^,]+)(,.*)$", line)
            name = f"coefficients.{group}.{found[2]}" if found else ""
            if found and name in fitted.index:
                shipped.add(name)
                line = f"{found[1]}{float(fitted[name])!r}{_fitted(found[4])}"
            elif found and "fitted to published facts" in found[4]:
                left.add(name)
            lines.append(line)
        written[PACKAGE / "parameters" / file] = "\n".join(lines) + "\n"
    if left:
        raise SystemExit(f"fitted before, and not informed now: {', '.join(sorted(left))}")
    assert shipped == set(fitted.index), f"not found: {set(fitted.index) - shipped}"
    for place, text in written.items():
        place.write_text(text, encoding="utf-8")
    draws = pd.read_parquet(results / "posterior.parquet").astype("float32")
    draws.to_parquet(PACKAGE / "data" / "posterior.parquet", compression="zstd", index=False)


def _fitted(rest: str) -> str:
    """What follows the default, with a source that says it was fitted."""
    if "fitted to published facts" in rest:
        return rest
    if 'source="' in rest:
        return rest.replace('source="', 'source="fitted to published facts; ', 1)
    return re.sub(r"\)$", ', source="fitted to published facts; prior assumed")', rest)


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
