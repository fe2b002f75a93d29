"""What a trainer can open: a challenge each, what overcomes it, and how to teach it. The texts stand in YAML files.

Each changes the classroom's scenario, and nothing else, so that the untouched classroom is the baseline of all. The
suggested levers are not pulled when a preset opens. Notes hold no results: those are computed in front of the room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml  # type: ignore[import-untyped]

from outsim.configuration import load_scenario
from outsim.errors import InputError, unknown_name
from outsim.indicators import indicator
from outsim.scenario import Scenario

FOLDER = files("outsim.app").joinpath("presets")

SCENARIO = "classroom"
"""What every preset changes."""

ORDER = (
    "baseline",
    "change_management",
    "cultural_differences",
    "unrealistic_expectations",
    "contract_terms",
    "intellectual_property",
    "contract_and_decision_rights",
    "absent_leaders",
    "culture_of_two_houses",
    "expectations_and_reality",
    "everything_at_once",
    "rescue",
)
"""Their names, in the order in which they are taught."""

ARTICLES = {"five": 5, "four": 4}
"""The two articles whose challenges the presets show, by the number of challenges in each."""

LEVER_KEYS = ("start", "dose")


@dataclass(frozen=True)
class Note:
    """What a trainer says and does, in plain sentences.

    Attributes:
        show: what to point at.
        ask: before anything is revealed.
        try_: which slider or lever to move; controls are named as the page names them, ``Group › Label`` and “Lever”.
        debrief: questions that lead to the participants' own partnerships.
    """

    show: tuple[str, ...]
    ask: tuple[str, ...]
    try_: tuple[str, ...]
    debrief: tuple[str, ...]

    def plain(self) -> dict[str, list[str]]:
        """Ready for JSON."""
        return {spot.name.rstrip("_"): list(getattr(self, spot.name)) for spot in fields(self)}


@dataclass(frozen=True)
class SuggestedLever:
    """A lever that is meant to overcome a challenge: its name, its first week, its dose (0 to 1)."""

    name: str
    start: float
    dose: float


@dataclass(frozen=True)
class Preset:
    """One situation to open in front of a room.

    Attributes:
        name: of its file, and in the page's address.
        title: on the page.
        challenge: in the words of the articles.
        article: ``five`` or ``four`` of `ARTICLES`, none where neither names it.
        scenario: what it changes.
        parameters: what makes the challenge, a dotted name and a value each.
        indicator: the one to watch.
        levers: what overcomes it.
        note: for the trainer.
    """

    name: str
    title: str
    challenge: str
    article: str | None
    scenario: str
    parameters: tuple[tuple[str, float | str], ...]
    indicator: str
    levers: tuple[SuggestedLever, ...]
    note: Note

    def situation(self) -> Scenario:
        """The scenario with the challenge, and without the levers.

        >>> preset("absent_leaders").situation().leaders.participation
        0.1
        """
        return load_scenario(self.scenario).with_(dict(self.parameters))

    def overcome(self) -> Scenario:
        """The same with the suggested levers.

        >>> preset("rescue").overcome().interventions[0].start
        30.0
        """
        pulls = [{"lever": each.name, "start": each.start, "dose": each.dose} for each in self.levers]
        return self.situation().with_interventions(*pulls)

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "challenge": self.challenge,
            "article": self.article,
            "scenario": self.scenario,
            "parameters": dict(self.parameters),
            "indicator": self.indicator,
            "levers": {each.name: {"start": each.start, "dose": each.dose} for each in self.levers},
            "note": self.note.plain(),
        }


def presets() -> tuple[Preset, ...]:
    """All of them in the order in which they are taught, the untouched baseline first.

    >>> presets()[0].parameters
    ()
    """
    return tuple(preset(name) for name in ORDER)


@cache
def preset(name: str) -> Preset:
    """The preset of that name.

    >>> preset("change_management").indicator
    'anxiety'

    Raises:
        InputError: for a name that none has, with the nearest one; for a file that says what cannot be.
    """
    if name not in ORDER:
        raise unknown_name("preset", name, ORDER)
    return read_preset(name, FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def read_preset(name: str, text: str) -> Preset:
    """A preset from the text of its file.

    Args:
        name: of the preset.
        text: YAML with title, challenge, article, parameters, indicator, levers and note.

    Raises:
        InputError: naming the file, the key, the value, and what is allowed.
    """
    where = f"presets/{name}.yaml"
    try:
        given = _mapping(yaml.safe_load(text), where)
        found = _preset(name, given)
        found.overcome()  # refuses parameters and levers that cannot be
    except yaml.YAMLError as error:
        raise InputError(f"{where}: is no YAML: {' '.join(str(error).split())}") from None
    except InputError as error:
        raise InputError(str(error) if str(error).startswith(where) else f"{where}: {error}") from None
    return found


def _preset(name: str, given: Mapping[str, Any]) -> Preset:
    keys = ("title", "challenge", "article", "parameters", "indicator", "levers", "note")
    _check_keys(given, keys, "key")
    article = given["article"]
    if article is not None and article not in ARTICLES:
        raise unknown_name("article", article, ARTICLES)
    return Preset(
        name=name,
        title=_text(given["title"], "title"),
        challenge=_text(given["challenge"], "challenge"),
        article=article,
        scenario=SCENARIO,
        parameters=tuple(_mapping(given["parameters"], "parameters").items()),
        indicator=indicator(given["indicator"]).name,
        levers=tuple(_lever(lever, pull) for lever, pull in _mapping(given["levers"], "levers").items()),
        note=_note(_mapping(given["note"], "note")),
    )


def _lever(name: str, given: Any) -> SuggestedLever:
    pull = _mapping(given, f"levers.{name}")
    for key in pull:
        if key not in LEVER_KEYS:
            raise unknown_name(f"field of levers.{name}", key, LEVER_KEYS)
    return SuggestedLever(name, pull.get("start", 0.0), pull.get("dose", 1.0))


def _note(given: Mapping[str, Any]) -> Note:
    parts = {spot.name.rstrip("_"): spot.name for spot in fields(Note)}
    _check_keys(given, tuple(parts), "part of the note")
    for part, said in given.items():
        if not isinstance(said, list) or not said:
            raise InputError(f"note.{part} = {said!r}: must be a list of sentences")
    return Note(
        **{field: tuple(_text(sentence, f"note.{part}") for sentence in given[part]) for part, field in parts.items()}
    )


def _check_keys(given: Mapping[str, Any], keys: tuple[str, ...], what: str) -> None:
    """All keys, and no other."""
    for key in given:
        if key not in keys:
            raise unknown_name(what, key, keys)
    if missing := [key for key in keys if key not in given]:
        raise InputError(f"lacks the {what} {missing[0]!r}; it must have {', '.join(keys)}")


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise InputError(f"{where} = {given!r}: must be values by name")
    return given


def _text(given: Any, where: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise InputError(f"{where} = {given!r}: must be text, and not empty")
    return given
