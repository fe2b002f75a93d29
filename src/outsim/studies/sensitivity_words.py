"""What a sensitivity study comes to, in a few sentences made from its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outsim.ensemble import OUTCOMES
from outsim.statistics import Estimate
from outsim.studies.inputs import Range
from outsim.studies.sobol import Indices
from outsim.studies.stages import CONSTANT, Left, Screening, Variances
from outsim.studies.words import hundred, money

if TYPE_CHECKING:
    from outsim.studies.sensitivity import Sensitivity

NAMED = 4
"""So many inputs are named in a sentence, and no more."""

SMALL = 0.01
"""Of the variance: an input whose total is surely below it does not matter."""


def sentences(found: Sensitivity) -> Iterator[str]:
    """A line on what was done, a line or two an output, and what was left out."""
    yield _what_was_done(found)
    for output in found.outputs:
        yield f"{name_of(output)}: {' '.join(_of_output(found, output))}"
    yield from _left_out(found)


def name_of(output: str) -> str:
    """An output as a sentence begins with it.

    >>> name_of("delivered_share")
    'Delivered share'
    """
    return output.replace("_", " ").capitalize()


def percent(found: Estimate) -> str:
    """A share of the variance with its interval.

    >>> percent(Estimate(0.312, 0.25, 0.37, 512))
    '31 % (25 to 37)'
    """
    value, low, high = (f"{100 * part:.0f}".replace("-0", "0") for part in (found.value, found.low, found.high))
    return f"{value} % ({low} to {high})"


def listed(names: Sequence[str], most: int = NAMED) -> str:
    """Names in a row, the first ones where they are many.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _what_was_done(found: Sensitivity) -> str:
    parts = []
    if found.screening:
        left = found.screening.left
        parts.append(f"{len(found.screening.inputs)} inputs screened at {left.points:,} points")
    if found.variances:
        left = found.variances.left
        parts.append(f"{len(found.variances.inputs)} inputs decomposed at {left.points:,} points")
    drawn = ", which live with draws of coefficients" if found.drawn else ""
    return (
        f"{found.base_name}: {', '.join(parts)}, each of {found.replicates} partnerships on shared luck{drawn}. Ranges "
        "in brackets are 95 % intervals."
    )


def _of_output(found: Sensitivity, output: str) -> Iterator[str]:
    if found.screening:
        yield from _screening_words(found.screening, output)
    if found.variances and output in found.variances.by_output:
        yield from _variance_words(found.variances, output, found.drawn)
    elif found.variances and found.screening is None:
        yield f"{found.variances.degenerate[output]}; there is nothing to share out.".capitalize()
    elif found.variances and found.screening and output in found.screening.by_output:
        yield "Among the inputs kept for indices it shows no variance beyond noise."


def _screening_words(screening: Screening, output: str) -> Iterator[str]:
    if output not in screening.by_output:
        yield f"it is {CONSTANT}; nothing drives it."
        return
    effects = dict(zip((one.name for one in screening.inputs), screening.by_output[output], strict=True))
    told, many = screening.told(output), len(screening.inputs)
    inert = [name for name, effect in effects.items() if effect.inert]
    quiet = [name for name, effect in effects.items() if not effect.told and not effect.inert]
    if not told:
        yield f"none of {many} inputs is told from noise."
        return
    rest = [f"{len(quiet)} {'is' if len(quiet) == 1 else 'are'} not"] if quiet else []
    rest += [f"{len(inert)} {'changes' if len(inert) == 1 else 'change'} it in no partnership at all"] if inert else []
    others = f"; {' and '.join(rest)}" if rest else ""
    yield f"of {many} inputs {len(told)} {'is' if len(told) == 1 else 'are'} told from noise{others}."
    whole = ", ".join(f"{name} {_size(effects[name].mu.value, output)}" for name in told[:3])
    yield f"Strongest over {'its' if len(told) == 1 else 'their'} whole range: {whole}."


def _size(value: float, output: str) -> str:
    """A mean effect in the output's unit, with its sign."""
    sign = "+" if value > 0 else "−"
    size = abs(value)
    if output in OUTCOMES:
        return f"{sign}{hundred(size)} of 100"
    return f"{sign}{money(size)}" if size >= 1000 else f"{sign}{size:.2g}"


def _variance_words(variances: Variances, output: str, drawn: bool) -> Iterator[str]:
    found, inputs = variances.by_output[output], variances.inputs
    order = sorted(range(len(inputs)), key=lambda place: -found.total[place].value)
    driving = [place for place in order if found.total[place].low > SMALL]
    if driving:
        shares = ", ".join(f"{inputs[place].name} {percent(found.first[place])}" for place in driving[:NAMED])
        first = f"{inputs[driving[0]].name} alone and with others {percent(found.total[driving[0]])}"
        yield f"Of the variance between points, each alone: {shares}; {first}."
    yield from _together(found, inputs)
    small = [inputs[place].name for place in order if found.total[place].high < SMALL]
    if small:
        yield f"{listed(small)} {'does' if len(small) == 1 else 'do'} not matter (less than 1 % with everything)."
    luck = "luck and what the coefficients leave open" if drawn else "luck"
    yield f"Of a single partnership's variance {percent(found.luck)} is {luck}, which no input here explains."
    widest = max((each.high - each.low) / 2 for each in found.first)
    yield f"First-order shares are known to within {100 * widest:.0f} points."


def _together(found: Indices, inputs: Sequence[Range]) -> Iterator[str]:
    only = [
        inputs[place].name
        for place in range(len(inputs))
        if found.first[place].low <= 0 < found.interaction[place].low and found.total[place].low > SMALL
    ]
    if only:
        yield f"{listed(only)} {'acts' if len(only) == 1 else 'act'} only in combination with others."
    pairs = sorted(((second, pair) for pair, second in found.second.items() if second.low > 0), key=_largest)
    if pairs:
        second, (one, other) = pairs[0]
        yield f"The strongest pair: {inputs[one].name} with {inputs[other].name}, {percent(second)}."
    else:
        more = [inputs[place].name for place in range(len(inputs)) if found.interaction[place].low > 0]
        if more and not only:
            also = "also acts" if len(more) == 1 else "also act"
            yield f"{listed(more)} {also} in combination with others, though no single pair is settled."


def _largest(pair: tuple[Estimate, tuple[int, int]]) -> float:
    return -pair[0].value


def _left_out(found: Sensitivity) -> Iterator[str]:
    for stage, what in ((found.screening, "trajectories"), (found.variances, "rows")):
        if stage and stage.left.failed:
            yield failed_words(stage.left, what)
    if found.left_out:
        yield (
            f"Not varied, as nothing says in which range partnerships lie: {', '.join(found.left_out)}; name them with "
            "a range to vary them."
        )


def failed_words(left: Left, what: str) -> str:
    """How many points failed, what that cost, and the most frequent reason.

    >>> failed_words(Left(14, 16, 64, 3, {"it cannot be": 2, "nor this": 1}), "rows")
    '3 of 64 points could not be simulated, and 2 of 16 rows are left out; most often: it cannot be.'
    """
    first = next(iter(left.reasons))
    often = "most often: " if len(left.reasons) > 1 else ""
    return (
        f"{left.failed} of {left.points:,} points could not be simulated, and {left.of - left.rows} of {left.of:,} "
        f"{what} are left out; {often}{first}."
    )
