"""Sliders and levers over one situation, in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outsim.errors import InputError
from outsim.scenario import Scenario

if TYPE_CHECKING:
    from outsim.app.explorer import Explorer

REPLICATES = 512


def explore(base: Scenario | None = None, *, replicates: int = REPLICATES, seed: int = 1) -> Explorer:
    """A widget: move a slider, pull a lever, and see what is likely without and with it, on the same luck.

    Shown in JupyterLab and VS Code by ending a cell with it. While a slider moves the picture rests on 128 partnerships
    of each kind, and on all of ``replicates`` when it rests. Everything a hand can do code can do too:

    >>> explorer = outsim.explore(outsim.load_scenario())                 # doctest: +SKIP
    >>> explorer.set("contract.clarity", 0.8).pull("leader_checkins")     # doctest: +SKIP
    >>> explorer.wait().answer["words"]                                   # doctest: +SKIP
    >>> explorer.comparison(replicates=1000).words                        # doctest: +SKIP
    >>> explorer.scenario                                                 # doctest: +SKIP

    Without a live kernel, as in a page that was exported, the last picture stays.

    Args:
        base: the scenario to explore; none: the default one, a call centre offshore.
        replicates: partnerships with and without.
        seed: of the luck they share, 0 to 4294967295.

    Raises:
        InputError: for what is not a scenario, a number out of range, or if the package anywidget is missing.
    """
    if base is None:
        from outsim.configuration import load_scenario

        base = load_scenario()
    if not isinstance(base, Scenario):
        raise InputError(f"base = {base!r}: must be a Scenario; outsim.load_scenario(...) makes one of a name")
    try:
        from outsim.app.explorer import Explorer
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"anywidget", "ipywidgets", "traitlets"}:
            raise
        raise InputError(
            'outsim.explore needs the package anywidget: pip install "outsim[notebook]" (or pip install anywidget)'
        ) from error
    return Explorer(base, replicates, seed)
