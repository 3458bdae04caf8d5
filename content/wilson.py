"""Room: content. Wilson: the lower bound of a share, so that two out of two people do not beat ninety out of a hundred.

E. B. Wilson's score interval (1927): the smallest true share that the observed one would still be likely under.
"""

import math
from collections.abc import Mapping
from typing import Final

from bot.model.contest import Margin

_DEVIATIONS: Final[Mapping[Margin, float]] = {Margin.NONE: 0.0, Margin.SOME: 1.6449, Margin.STRICT: 1.9600}


def lower_bound(part: int, whole: int, margin: Margin) -> float:
    """The share in percent with the margin taken off; with Margin.NONE the plain share. `whole` is at least 1."""
    z, share = _DEVIATIONS[margin], min(1.0, part / whole)
    middle = share + z * z / (2 * whole)
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max(0.0, 100 * (middle - spread) / (1 + z * z / whole))
