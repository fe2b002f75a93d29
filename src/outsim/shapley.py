"""Exact Shapley values: a fair split of what several things do together.

A coalition is a subset of the players; the value of player i is the mean, over all orders in which the players can come
in one after another, of what the total gains when i comes (Shapley 1953)::

    phi_i = sum over coalitions S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

The values add up to v(all) - v(none); two players who always add the same get the same; one who never adds gets 0.
"""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def coalitions(players: int) -> NDArray[np.bool_]:
    """Who is in each coalition, [2^players, players]: row k has player i where bit i of k is set.

    >>> coalitions(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    rows: NDArray[np.bool_] = (np.arange(2**players)[:, None] >> np.arange(players)) & 1 == 1
    return rows


def shapley(values: ArrayLike) -> NDArray[np.float64]:
    """Shapley values, [players, ...], from the values of all coalitions, [2^players, ...], as `coalitions` orders them.

    Raises:
        ValueError: when the number of values is no power of two.

    >>> shapley([0.0, 1.0, 1.0, 4.0]).tolist()
    [2.0, 2.0]
    """
    worth = np.asarray(values, dtype=float)
    players = max(len(worth).bit_length() - 1, 0)
    if len(worth) != 2**players:
        raise ValueError(f"{len(worth)} values: there must be one for each coalition, a power of two")
    return np.tensordot(_weights(players), worth, 1)


def _weights(players: int) -> NDArray[np.float64]:
    """[players, 2^players]: what each coalition's value counts for each player."""
    member = coalitions(players)
    size = member.sum(1)
    weights: Any = np.zeros((players, 2**players))
    for player in range(players):
        within = member[:, player]
        others = size - within
        share = np.array([1 / (players * comb(players - 1, int(count))) for count in others])
        weights[player] = np.where(within, share, -share)
    return weights  # type: ignore[no-any-return]
