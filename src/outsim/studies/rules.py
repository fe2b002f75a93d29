"""Boxes of the inputs in which failure is likely: a tree of regression, pruned, and its leaves merged into rules.

Scenario discovery (Bryant & Lempert 2010) by CART (Breiman et al. 1984; scikit-learn). At each point k of R replicates
failed; the tree is fitted to these shares, which is to fit all replicates at once. Its size is the smallest within one
standard error of the best in cross-validation, which splits points and never the replicates of one. Names are put in
the order of their failure rates, which finds the best split of an unordered choice (Breiman et al. 1984, chapter 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from outsim.studies.inputs import Choice, Input

DEPTH = 4  # conditions that a reader keeps in mind
SMALLEST = 0.03  # of the points, in a leaf
FEWEST_IN_LEAF = 8
FOLDS = 5
DIGITS = 100  # of a range: steps to which the ends of a rule are rounded


@dataclass(frozen=True)
class Condition:
    """One input within two ends (infinite where there is none), or among names."""

    input: str
    low: float = -np.inf
    high: float = np.inf
    names: tuple[str, ...] = ()

    def holds(self, values: pd.Series[Any]) -> NDArray[np.bool_]:
        """Of each value, whether it is so."""
        if self.names:
            return values.isin(self.names).to_numpy()
        return ((values > self.low) & (values <= self.high)).to_numpy()

    def __str__(self) -> str:
        if self.names:
            return f"{self.input} is {' or '.join(self.names)}"
        if np.isinf(self.low):
            return f"{self.input} below {self.high:.4g}"
        if np.isinf(self.high):
            return f"{self.input} above {self.low:.4g}"
        return f"{self.input} from {self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class Box:
    """A region of the inputs: all its conditions hold.

    >>> str(Box((Condition("expectations.optimism", low=0.62), Condition("leaders.participation", high=0.31))))
    'expectations.optimism above 0.62 and leaders.participation below 0.31'
    """

    conditions: tuple[Condition, ...]

    def holds(self, points: pd.DataFrame) -> NDArray[np.bool_]:
        """Of each point, whether it lies in the box: [points]."""
        inside = np.ones(len(points), dtype=bool)
        for condition in self.conditions:
            inside &= condition.holds(points[condition.input])
        return inside

    def __str__(self) -> str:
        return " and ".join(map(str, self.conditions)) or "everywhere"


@dataclass(frozen=True)
class Rules:
    """What a tree says.

    Attributes:
        boxes: where failure is likely; or, where it is so nowhere, the one box in which it is likeliest; none where the
            tree has no split that cross-validation bears out.
        likely: whether the tree expects failure at least as probable as asked in them.
        importance: of each input that the tree splits, the share of what its splits explain, the largest first.
    """

    boxes: tuple[Box, ...]
    likely: bool
    importance: Mapping[str, float]


def find_rules(
    inputs: Sequence[Input], points: pd.DataFrame, failed: NDArray[np.float64], threshold: float, seed: int
) -> Rules:
    """Boxes in which the share that fails is at least the threshold.

    Args:
        inputs: what was varied.
        points: a column an input, a row a point.
        failed: the share of replicates that failed, [points].
        threshold: from which on failure is likely.
        seed: of the folds of cross-validation.

    >>> from outsim.studies.inputs import Range
    >>> x = np.linspace(0, 1, 200)
    >>> found = find_rules([Range("a", 0, 1, "1", "given")], pd.DataFrame({"a": x}), (x > 0.7) * 0.8, 0.5, seed=1)
    >>> str(found.boxes[0])
    'a above 0.7'
    """
    codes = {one.name: in_order(one, points[one.name], failed) if isinstance(one, Choice) else () for one in inputs}
    coded = np.column_stack([_coded(points[one.name], codes[one.name]) for one in inputs])
    fitted = _pruned(coded, failed, seed)
    tree = fitted.tree_
    explained = sorted(zip(fitted.feature_importances_, [one.name for one in inputs], strict=True), reverse=True)
    importance = {name: float(share) for share, name in explained if share > 0}
    if tree.node_count == 1:
        return Rules((), False, importance)
    expected = tree.value[:, 0, 0]
    leaves = np.flatnonzero(tree.children_left < 0)
    likely = bool((expected[leaves] >= threshold).any())
    wanted = expected >= threshold if likely else expected >= expected[leaves].max()
    boxes = (_box(inputs, codes, path) for path in _largest(tree, 0, wanted, ()))
    return Rules(tuple(boxes), likely, importance)


Split = tuple[int, float, bool]
"""The place of an input, the value at which it is split, and whether one goes above it."""


def in_order(one: Choice, values: pd.Series[Any], failed: ArrayLike) -> tuple[str, ...]:
    """The names of a choice from the one that fails least to the one that fails most."""
    rates = pd.Series(np.asarray(failed)).groupby(values.to_numpy()).mean()
    return tuple(sorted(one.names, key=lambda name: (rates.get(name, 0.0), name)))


def _coded(values: pd.Series[Any], names: Sequence[str]) -> NDArray[np.float64]:
    if not names:
        return np.asarray(values, dtype=np.float64)
    places = {name: float(place) for place, name in enumerate(names)}
    return np.array([places[name] for name in values])


def _pruned(coded: NDArray[np.float64], failed: NDArray[np.float64], seed: int) -> Any:
    """The smallest tree whose error in cross-validation is within one standard error of the best."""
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.tree import DecisionTreeRegressor

    def tree(alpha: float) -> Any:
        least = max(FEWEST_IN_LEAF, round(SMALLEST * len(failed)))
        return DecisionTreeRegressor(max_depth=DEPTH, min_samples_leaf=least, ccp_alpha=alpha, random_state=seed)

    path = tree(0.0).cost_complexity_pruning_path(coded, failed).ccp_alphas
    path = np.maximum(path, 0.0)
    alphas = [*np.sqrt(path[:-1] * path[1:]), 2 * path[-1] + 1e-12]  # between what prunes, and the root alone
    folds = KFold(FOLDS, shuffle=True, random_state=seed)
    errors = -np.array(
        [cross_val_score(tree(alpha), coded, failed, cv=folds, scoring="neg_mean_squared_error") for alpha in alphas]
    )
    best = int(errors.mean(1).argmin())
    # the standard error of the difference to the best, as folds are as hard for all trees
    differences = errors - errors[best]
    near = differences.mean(1) <= differences.std(1, ddof=1) / np.sqrt(FOLDS)
    return tree(alphas[int(np.flatnonzero(near)[-1])]).fit(coded, failed)


def _largest(tree: Any, node: int, wanted: NDArray[np.bool_], path: tuple[Split, ...]) -> Iterator[tuple[Split, ...]]:
    """The ways to the largest parts of the tree all of whose leaves are wanted."""
    if _all_wanted(tree, node, wanted):
        yield path
    elif tree.children_left[node] >= 0:
        place, value = int(tree.feature[node]), float(tree.threshold[node])
        yield from _largest(tree, tree.children_left[node], wanted, (*path, (place, value, False)))
        yield from _largest(tree, tree.children_right[node], wanted, (*path, (place, value, True)))


def _all_wanted(tree: Any, node: int, wanted: NDArray[np.bool_]) -> bool:
    if tree.children_left[node] < 0:
        return bool(wanted[node])
    return all(_all_wanted(tree, child[node], wanted) for child in (tree.children_left, tree.children_right))


def _box(inputs: Sequence[Input], codes: Mapping[str, tuple[str, ...]], path: Sequence[Split]) -> Box:
    """Splits of one input made one condition; ends are rounded here, so that the rule told is the rule tested."""
    conditions = []
    for place in dict.fromkeys(split[0] for split in path):
        one = inputs[place]
        low = max((value for at, value, above in path if at == place and above), default=-np.inf)
        high = min((value for at, value, above in path if at == place and not above), default=np.inf)
        if isinstance(one, Choice):
            names = tuple(name for code, name in enumerate(codes[one.name]) if low < code <= high)
            conditions.append(Condition(one.name, names=tuple(name for name in one.names if name in names)))
        else:
            step = (one.high - one.low) / DIGITS
            low, high = (end if np.isinf(end) else float(f"{round(end / step) * step:.4g}") for end in (low, high))
            conditions.append(Condition(one.name, low, high))
    return Box(tuple(conditions))
