"""docs/validation.md, from the committed results: every number on the page is read from them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from outsim.studies.facts import FACTS, facts_with_role
from outsim.studies.options import ValidateOptions
from outsim.studies.pool import POOLED, Use
from outsim.studies.recovery import ENOUGH
from outsim.studies.reference import VARIES

DOCS = Path(__file__).resolve().parents[2] / "docs"

VERDICTS = DOCS.parent / "src" / "outsim" / "data" / "validation.csv"
"""Ships with the package, so that a report says what the model misses."""

PICTURES = {
    "validate.png": "validate/figure.png",
    "calibrate.png": "calibrate/figure.png",
    "calibrate_pairs.png": "calibrate/pairs.png",
    "calibrate_recovered.png": "calibrate/recovered.png",
    "forecast.png": "forecast/figure.png",
}
"""The figures of the page, and the results that they are."""


def write_page(results: Path) -> None:
    """Writes docs/validation.md, the figures beside it, and the verdicts that reports tell."""
    (DOCS / "validation.md").write_text(page(results), encoding="utf-8")
    VERDICTS.write_text(verdicts(results), encoding="utf-8")
    for picture, source in PICTURES.items():
        (DOCS / picture).write_bytes((results / source).read_bytes())


def verdicts(results: Path) -> str:
    """Each fact and pattern with its verdict, as CSV."""
    facts = pd.read_csv(results / "validate" / "facts.csv", keep_default_na=False)
    patterns = pd.read_csv(results / "validate" / "patterns.csv", keep_default_na=False)
    patterns = patterns.rename(columns={"pattern": "id", "claim": "fact"}).assign(role="pattern")
    columns = ["id", "fact", "role", "verdict"]
    return str(pd.concat([facts[columns], patterns[columns]]).to_csv(index=False, lineterminator="\n"))


def page(results: Path) -> str:
    """The whole page."""
    template = (Path(__file__).parent / "validation.template.md").read_text(encoding="utf-8")
    facts = pd.read_csv(results / "validate" / "facts.csv").fillna(
        {"follows": "", "origin": "", "published": "a direction"}
    )
    patterns = pd.read_csv(results / "validate" / "patterns.csv", keep_default_na=False)
    coefficients = pd.read_csv(results / "calibrate" / "coefficients.csv")
    recovery = pd.read_csv(results / "calibrate" / "recovery.csv")
    informed = coefficients[coefficients["informed"]].merge(recovery, on="coefficient")
    checks = len(facts_with_role("check"))
    values = {
        "words": _text(results / "validate" / "words.txt"),
        "calibration_words": _text(results / "calibrate" / "words.txt"),
        "forecast_words": _text(results / "forecast" / "words.txt"),
        "facts": str(len(FACTS)),
        "fitting": str(len(facts_with_role("fitting"))),
        "checks": str(checks),
        "assumed": str(sum(fact.origin == "assumed" for fact in FACTS if fact.quantity)),
        "implied": " and ".join(f"{fact.id} from {fact.follows}" for fact in facts_with_role("implied")),
        "implied_count": str(len(facts_with_role("implied"))),
        "fit_populations": str(POOLED[Use.FIT]),
        "default_populations": str(ValidateOptions().populations),
        "draw_populations": str(POOLED[Use.DRAWS]),
        "members": str(ValidateOptions().members),
        "enough": f"{ENOUGH:g}",
        "inputs": str(len(facts_with_role("input"))),
        "fact_table": _facts(facts),
        "misses": _misses(facts),
        "patterns": _patterns(patterns),
        "patterns_missed": _patterns_missed(patterns),
        "coefficients": _coefficients(informed),
        "unknowns": _unknowns(pd.read_csv(results / "forecast" / "unknowns.csv")),
        "population": _population(),
    }
    for name, value in values.items():
        template = template.replace("{{" + name + "}}", value)
    return template


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip()


def _facts(facts: pd.DataFrame) -> str:
    order = facts.sort_values(
        "role", key=lambda role: role.map(["fitting", "check", "implied", "input"].index), kind="stable"
    )
    rows = []
    for _, row in order.iterrows():
        given = row["verdict"] == "given"
        model = "given" if given else f"{row['model']:.2g}"
        span = "" if given else f"{row['posterior_low']:.2g} to {row['posterior_high']:.2g}"
        band = "" if given else f"{row['low']:g} to {row['high']:g}"
        said = f"{row['fact']} ({row['unit']})"
        role = f"follows from {row['follows']}" if row["role"] == "implied" else row["role"]
        rows.append(
            (row["id"], said, row["published"], band, row["origin"], model, span, role, row["verdict"], row["source"])
        )
    heads = (
        "fact",
        "what",
        "published",
        "band",
        "it is",
        "model",
        "95 % of the posterior",
        "role",
        "verdict",
        "source",
    )
    return _table(heads, rows)


def _misses(facts: pd.DataFrame) -> str:
    short = facts[facts["verdict"].isin(["misses", "within uncertainty"])]
    lines = []
    for _, row in short.iterrows():
        given_up = "The fit has seen it, and gave up this much of it for the other facts."
        lacks = given_up if row["role"] == "fitting" else row["lacks"]
        where = f"{row['model']:.2g} against {row['low']:g} to {row['high']:g}"
        lines.append(f"- **{row['id']}, {row['fact']}** ({row['verdict']}: {where}). {lacks}")
    return "\n".join(lines)


def _patterns(patterns: pd.DataFrame) -> str:
    rows = [
        (
            row["pattern"].replace("_", " "),
            row["claim"],
            f"{row['value']:.2g} ({row['low']:.2g} to {row['high']:.2g})",
            f"{row['margin']:g} {row['unit']}",
            row["verdict"],
            row["source"],
        )
        for _, row in patterns.iterrows()
    ]
    return _table(("pattern", "claim", "model (95 % interval)", "margin", "verdict", "source"), rows)


def _patterns_missed(patterns: pd.DataFrame) -> str:
    lines = []
    for _, row in patterns[patterns["verdict"] != "holds"].iterrows():
        name = row["pattern"].replace("_", " ")
        lines.append(f"- **{name}** ({row['value']:.2g} against more than {row['margin']:g}). {row['lacks']}")
    return "\n".join(lines)


def _coefficients(informed: pd.DataFrame) -> str:
    rows = [
        (
            f"`{row['coefficient'].removeprefix('coefficients.')}`",
            f"{row['prior_middle']:.3g} ({row['prior_low']:.3g} to {row['prior_high']:.3g})",
            f"{row['posterior_middle']:.3g} ({row['posterior_low']:.3g} to {row['posterior_high']:.3g})",
            f"{row['default']:g}",
            f"{100 * row['contraction']:.0f} %",
            f"{100 * row['coverage']:.0f} %",
            f"{row['correlation']:.2f}",
            row["verdict"],
        )
        for _, row in informed.iterrows()
    ]
    heads = (
        "coefficient",
        "before (95 %)",
        "after (95 %)",
        "default",
        "variance gone",
        "truths in 90 % interval",
        "r of truth and finding",
        "verdict",
    )
    return _table(heads, rows)


def _unknowns(unknowns: pd.DataFrame) -> str:
    rows = [
        (
            f"`{row['unknown']}`",
            f"{row['stated']:.2f}",
            f"{row['before_low']:.2f} to {row['before_high']:.2f}",
            f"{row['middle']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
            f"{100 * row['narrowed']:.0f} %",
        )
        for _, row in unknowns.iterrows()
    ]
    return _table(("unknown", "stated", "before (95 %)", "after the survey (95 %)", "variance gone"), rows)


def _population() -> str:
    rows = [(f"`{varied.name}`", str(varied.spread), varied.source) for varied in VARIES]
    return _table(("what differs", "how", "source"), rows)


def _table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    write_page(Path(__file__).resolve().parent / "results")
