"""Room: content. Numerals: numbers and days as a Vietnamese reader writes them: 25.736 người, 69,85%, 05/01/2026."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_CENT: Final = Decimal("0.01")


def amount(value: float) -> str:
    """Write a number: dots between thousands, a comma before at most two decimals.

    Rounding goes through the number's own digits, so 2,675 becomes 2,68 and not 2,67.
    """
    rounded = Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)
    whole, _, rest = f"{rounded:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def day(when: date) -> str:
    """Write a date with two digits each, as people do on forms."""
    return f"{when:%d/%m/%Y}"
