"""What a fit comes to, in sentences."""

from __future__ import annotations

import pandas as pd

from outsim.studies import recovery


def of_informed(informed: pd.DataFrame, table: pd.DataFrame) -> str:
    """Which coefficients the facts inform, the best informed first."""
    if informed.empty:
        return f"They inform none of {len(table)} coefficients: all stay as open as before, and defaults as they were."
    best = ", ".join(name.removeprefix("coefficients.") for name in informed["coefficient"][:5])
    more = ", ..." if len(informed) > 5 else ""
    return (
        f"They inform {len(informed)} of {len(table)} coefficients ({best}{more}) and leave the rest as open as before."
    )


def of_recovery(table: pd.DataFrame) -> str:
    """What refits of simulated data find of the informed coefficients."""
    if table.empty:
        return ""
    said = f" Refits of simulated data recover {(table['verdict'] == recovery.RECOVERED).sum()} of them"
    for verdict, words in ((recovery.BARELY, "are calibrated but barely find"), (recovery.WRONG, "are wrong about")):
        names = [name.removeprefix("coefficients.") for name in table.loc[table["verdict"] == verdict, "coefficient"]]
        if names:
            said += f"; they {words} {', '.join(names)}"
    return f"{said}."
