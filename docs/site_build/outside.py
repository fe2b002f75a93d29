"""Whether pages fetch anything from elsewhere: fonts, scripts, pictures, counters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ELSEWHERE = re.compile(r"^(?:\w+:)?//")
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?((?:\w+:)?//[^"')\s]+)""")
LOADS = {"src", "srcset", "poster", "data", "background"}
LINKS_THAT_ONLY_TELL = {"canonical", "alternate", "next", "prev", "license", "author"}


def asked_elsewhere(site: Path) -> Iterator[tuple[str, str]]:
    """Each page or style sheet of a site that fetches something from another host, and what."""
    for file in sorted(site.rglob("*")):
        if file.suffix in (".html", ".css"):
            text = file.read_text(encoding="utf-8")
            found = fetched(text) if file.suffix == ".html" else IN_STYLES.findall(text)
            for address in found:
                yield str(file.relative_to(site)), address


def fetched(html: str) -> list[str]:
    """What a page fetches from other hosts as soon as it is opened. A link to be clicked on fetches nothing.

    >>> fetched('<a href="https://a.org">a</a><img src="https://b.org/x.png"><link rel="icon" href="//c.org/i">')
    ['https://b.org/x.png', '//c.org/i']
    """
    reader = _Reader()
    reader.feed(html)
    return [*reader.found, *IN_STYLES.findall(html)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        told = [given[name] for name in LOADS & given.keys()]
        if tag == "link" and given.get("rel") not in LINKS_THAT_ONLY_TELL:
            told.append(given.get("href", ""))
        self.found += [address for address in told if ELSEWHERE.match(address)]
