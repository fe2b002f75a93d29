"""Reads the docstrings of outsim as they are written: an extension of griffe.

Examples, which doctest finds anywhere, get a section of their own, and several names that share an explanation
(``low, high: the range``) an entry each. A field that carries its own documentation (``parameter(40, "people", ...)``)
shows its default where it is called for, and its meaning, unit and range among the attributes of its class.
"""

from __future__ import annotations

import dataclasses
import importlib
import re
from collections.abc import Mapping
from typing import Any

from griffe import Attribute, Class, ExprCall, Extension, Object

from outsim.parameters.declare import Parameter

EXAMPLES = re.compile(r"(?:^>>> .*\n?(?:^(?!\s*$).*\n?)*\n*)+", re.M)
TOGETHER = re.compile(r"^( +)(\w+(?:, \w+)+): (.*(?:\n\1 +\S.*)*)", re.M)


DESCRIBED = ("parameter", "choice")
"""Functions that make a field of a default, a unit, a range and a meaning, in this order."""


ENDLESS = 1e6
"""A range that goes so far, or farther, has no end worth telling."""


class Docstrings(Extension):
    """Rewrites each docstring that has been read."""

    def on_attribute_instance(self, *, attr: Attribute, **_: Any) -> None:
        """Called for every attribute as it is read."""
        if isinstance(attr.value, ExprCall) and str(attr.value.function) in DESCRIBED:
            attr.value = attr.value.arguments[0]
            attr.extra["outsim"]["described"] = True

    def on_class_members(self, *, cls: Class, **_: Any) -> None:
        """Called for every class when its attributes have been read."""
        if cls.docstring and any("outsim" in each.extra for each in cls.attributes.values()):
            known = getattr(importlib.import_module(cls.module.path), cls.name)
            fields = {each.name: each.metadata["parameter"] for each in dataclasses.fields(known) if each.metadata}
            cls.docstring.value = with_attributes(cls.docstring.value, fields)

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called for every object."""
        if obj.docstring:
            obj.docstring.value = with_examples(one_by_one(obj.docstring.value))


def with_attributes(text: str, told: Mapping[str, Parameter]) -> str:
    """A docstring that also tells of fields: of each its meaning, its unit, and the range it must lie in.

    >>> print(with_attributes("A team.", {"size": Parameter("people", 1, 200, "people in a team", "", "assumed")}))
    A team.
    <BLANKLINE>
    Attributes:
        size: people in a team; people, 1 to 200
    """
    lines = [f"    {name}: {each.meaning}; {each.unit}{_span(each)}\n" for name, each in told.items()]
    before, section, after = text.partition("\nAttributes:\n")
    return f"{before.rstrip()}\n\nAttributes:\n{''.join(lines)}{after if section else ''}".rstrip()


def _span(about: Parameter) -> str:
    if about.choices:
        return f", one of {', '.join(about.choices)}"
    if about.low is None or about.high is None or about.unit == "0..1":
        return ""
    return f", at least {about.low:g}" if about.high >= ENDLESS else f", {about.low:g} to {about.high:g}"


def one_by_one(text: str) -> str:
    """A docstring in which every name has its entry.

    >>> print(one_by_one("Args:\\n    low, high: ends."))
    Args:
        low: ends.
        high: ends.
    """
    return TOGETHER.sub(lambda found: "\n".join(f"{found[1]}{name}: {found[3]}" for name in found[2].split(", ")), text)


def with_examples(text: str) -> str:
    """A docstring with its examples in a section at the end, without what only doctest reads.

    >>> with_examples("Adds.\\n\\n>>> 1 + 1  # doctest: +SKIP\\n2\\n\\nRaises:\\n    OSError: never.").splitlines()[2:]
    ['Raises:', '    OSError: never.', '', 'Examples:', '    >>> 1 + 1', '    2']
    """
    found = "\n".join(EXAMPLES.findall(text))
    if not found:
        return text
    lines = re.sub(r" *# doctest: .*", "", found).replace("<BLANKLINE>", "").strip().splitlines()
    return EXAMPLES.sub("", text).rstrip() + "\n\nExamples:\n" + "\n".join(f"    {line}".rstrip() for line in lines)
