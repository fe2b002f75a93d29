"""Where the YAML files are: inside an installed package, or at the top of a checkout."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

_PACKAGED = files("outsim").joinpath("configs")
_IN_CHECKOUT = Path(__file__).resolve().parents[2] / "configs"

IS_PACKAGED = _PACKAGED.is_dir()
FOLDER = _PACKAGED if IS_PACKAGED else _IN_CHECKOUT
HYDRA_PATH = "pkg://outsim.configs" if IS_PACKAGED else str(_IN_CHECKOUT)


def option_names(group: str) -> tuple[str, ...]:
    """The options of a group that come as files.

    >>> option_names("study")[:2]
    ('calibrate', 'compare')
    """
    found = (file.name for file in FOLDER.joinpath(group).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def group_names() -> tuple[str, ...]:
    """The groups one can choose from.

    >>> "vendor" in group_names()
    True
    """
    found = (file for file in FOLDER.iterdir() if file.is_dir())
    return tuple(sorted(file.name for file in found if not file.name.startswith(("_", "."))))


def description(group: str, option: str) -> str:
    """What an option is: the first words of its file.

    >>> description("study", "simulate")
    'What is likely to happen?'
    """
    lines = FOLDER.joinpath(group, f"{option}.yaml").read_text(encoding="utf-8").splitlines()
    words = next(line for line in lines if line.startswith("# ") and "@package" not in line)
    return re.split(r"(?<=[.?])\s", words.removeprefix("# "), maxsplit=1)[0]
