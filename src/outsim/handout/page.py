"""The page that a report is: its frame, its looks on screen and on paper, and its sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outsim import html
from outsim.html import Markup, tag

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 178mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 1mm; }
h2 { font-size: 12.5pt; margin: 6mm 0 1.5mm; border-bottom: 0.4mm solid #0072b2; padding-bottom: 0.6mm;
  break-after: avoid; }
h3 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid; }
p { margin: 0 0 1.6mm; }
ul { margin: 0 0 1.6mm; padding-left: 5mm; }
h1, p, li, td:first-child { overflow-wrap: anywhere; }
li { margin-bottom: 0.8mm; break-inside: avoid; }
.sure { font-size: 8.8pt; line-height: 1.33; }
.under, .small, figcaption { color: #4a4a4a; }
.small, figcaption { font-size: 8.5pt; line-height: 1.35; }
.short { background: #eef4f9; border-left: 1.2mm solid #0072b2; padding: 2.5mm 4mm; margin: 3mm 0;
  break-inside: avoid; }
.short p:last-child { margin-bottom: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 9.5pt; margin: 0 0 2mm; width: 100%; }
tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: 0.7mm 3mm 0.7mm 0; border-bottom: 0.2mm solid #ddd; }
th { font-weight: 600; border-bottom-color: #888; }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm; }
td .under { display: block; white-space: nowrap; }
td:first-child { min-width: 24mm; }
th { hyphens: manual; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.bar { display: inline-block; height: 2.6mm; background: #0072b2; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
figure { margin: 2mm 0; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; max-height: 175mm; }
.columns { columns: 3; column-gap: 6mm; margin-bottom: 1.6mm; }
.columns p { font-size: 7.2pt; line-height: 1.18; margin: 0 0 0.5mm; break-inside: avoid; text-indent: -2mm;
  padding-left: 2mm; }
footer { margin-top: 6mm; border-top: 0.2mm solid #bbb; padding-top: 1.5mm; }
@media screen and (max-width: 600px) {
  .columns { columns: 1; }
  .beside { grid-template-columns: 1fr; }
  h1 { font-size: 16pt; }
}
@page { margin: 12mm 13mm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 9pt; line-height: 1.32; }
  table { font-size: 8.8pt; }
  .many { font-size: 8.3pt; line-height: 1.25; }
  .many table { font-size: 8pt; }
  .many .sure { font-size: 7.9pt; line-height: 1.22; }
  .many .small { font-size: 7.6pt; line-height: 1.22; }
  .many li { margin-bottom: 0.4mm; }
  .many td, .many th { padding-top: 0.3mm; padding-bottom: 0.3mm; }
  .many .columns p { font-size: 6.8pt; line-height: 1.1; }
  .many figure svg { max-height: 112mm; }
  .many h2 { margin-top: 2.8mm; }
  h1 { font-size: 17pt; }
  h2 { margin-top: 3.8mm; }
  .wide { overflow: visible; }
}
"""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    parts: tuple[object, ...]


def page(title: str, under: str, short: Iterable[str], sections: Iterable[Section], made: str, look: str = "") -> str:
    """A whole report as HTML that asks nobody for anything.

    Args:
        title, under: over everything.
        short: what it comes to, a sentence or two each.
        sections: in their order.
        made: what made it, at the foot.
        look: ``many`` to print it in smaller letters, where there is much to say.

    >>> page("A & B", "", ["It is so."], [], "").count("A &amp; B")
    2
    """
    body = html.join(
        [
            tag("header", html.join([tag("h1", title), tag("p", under, class_="under")])),
            tag("section", paragraphs(short), class_="short", aria_label="In short"),
            *(tag("section", html.join([tag("h2", one.title), *one.parts])) for one in sections),
            tag("footer", tag("p", made, class_="small")),
        ]
    )
    head = html.join(
        [
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="generator" content="outsim">'),
            tag("title", title),
            tag("style", Markup(STYLE)),
        ],
        "\n",
    )
    shown = tag("body", tag("main", body, class_=look))
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n{shown}\n</html>\n'


def paragraphs(sentences: Iterable[object], look: str = "") -> Markup:
    """A paragraph each."""
    return html.join(tag("p", one, class_=look) for one in sentences if one)


def bullets(items: Iterable[object], look: str = "") -> Markup:
    """A list."""
    return tag("ul", html.join(tag("li", one) for one in items if one), class_=look)


def small_columns(items: Iterable[object]) -> Markup:
    """Many short things in columns of small print."""
    return tag("div", html.join(tag("p", one, class_="small") for one in items), class_="columns")


def rows(head: Sequence[str], body: Iterable[Sequence[object]], numbers: Iterable[int] = ()) -> Markup:
    """A table; the columns named are numbers, and stand at the right."""
    right = set(numbers)

    def cells(kind: str, row: Sequence[object]) -> Markup:
        return html.join(
            tag(
                kind if cell else "td",  # a column of bars needs no heading, and an empty one is none
                cell,
                class_="number" if place in right else "",
                scope="col" if kind == "th" and cell else "",
            )
            for place, cell in enumerate(row)
        )

    top = tag("thead", tag("tr", cells("th", head)))
    drawn = tag("table", html.join([top, tag("tbody", html.join(tag("tr", cells("td", row)) for row in body))]))
    # on a small screen it scrolls, which keys can do only where they can go
    return tag("div", drawn, class_="wide", tabindex="0", role="group", aria_label=f"Table: {head[0]}")


def beside(parts: Iterable[object]) -> Markup:
    """Parts beside one another, where there is room."""
    return tag("div", html.join(tag("div", part) for part in parts), class_="beside")


def bar(share: float | None) -> Markup:
    """A bar of up to 20 mm for a share of 1."""
    return tag("span", "", class_="bar", style=f"width:{20 * (share or 0.0):.1f}mm")


def picture(svg: Markup, caption: str) -> Markup:
    """A figure, and what it is."""
    return tag("figure", html.join([svg, tag("figcaption", caption) if caption else ""]))
