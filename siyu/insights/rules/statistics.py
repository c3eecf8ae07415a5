"""Intervals for rates and for differences of rates."""

from math import sqrt

_Z95 = 1.959963984540054


def wilson(k: int, n: int, z: float = _Z95) -> tuple[float, float] | None:
    """Wilson's interval for k of n; None when there is nothing to tell from.

    >>> [round(end, 10) for end in wilson(2, 3)]
    [0.2076596008, 0.9385080553]
    """
    if n <= 0 or not 0 <= k <= n:
        return None
    share = k / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def newcombe(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float] | None:
    """Newcombe's interval for the difference of two independent rates, k1/n1 − k2/n2."""
    first, second = wilson(k1, n1), wilson(k2, n2)
    if first is None or second is None:
        return None
    p1, p2 = k1 / n1, k2 / n2
    low = p1 - p2 - sqrt((p1 - first[0]) ** 2 + (second[1] - p2) ** 2)
    high = p1 - p2 + sqrt((first[1] - p1) ** 2 + (p2 - second[0]) ** 2)
    return low, high
