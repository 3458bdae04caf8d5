"""Room: model. Plain: the digits that are no secret, taken out of the view before the others are judged."""

import re
from typing import Final

from bot.model.masking.find import CALM
from bot.model.masking.nearby import is_told

_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_DOMAIN_END: Final = r"\.(?:com|net|org|info|biz|vn|xyz|top|vip|cc|site|online|shop|club|app|icu|link|live|me|io|ly)\b"

_NAMES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # Dates and times of day.
        r"(?<![0-9])[0-3]?[0-9]([/.-])[01]?[0-9]\1(?:19|20)[0-9]{2}(?!\1?[0-9])",
        r"(?<![0-9])(?:19|20)[0-9]{2}([/.-])[01]?[0-9]\1[0-3]?[0-9](?!\1?[0-9])",
        r"(?<![0-9/.-])[01]?[0-9]/(?:19|20)[0-9]{2}(?![0-9/.-])",
        r"(?<![0-9:])[012]?[0-9](?::[0-5][0-9]){1,2}(?![0-9:])",
        # Web hosts and IP addresses: their digits are part of a name, and the scam shield needs them.
        r"https?://[^\s/?#\0]{1,253}",
        rf"(?<![a-z0-9.@-])(?=[0-9-]{{0,40}}[a-z])[a-z0-9.-]{{1,80}}{_DOMAIN_END}",
        rf"(?<![0-9.])(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9]|\.[0-9])",
        # Measures that stand close to the "pin" that is a battery.
        r"(?<![0-9])[0-9]{1,6} ?(?:mah|gb|mb|kb|kg|km|mm|px)\b",
    )
)
_PRICES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![0-9.,])[1-9][0-9]{0,7}(?:[.,][0-9]{3}){0,4} ?(?:dong|vnd|trieu|ty|nghin|ngan)\b",
        r"(?<![0-9.,])[1-9][0-9]{2,8}000 ?(?:dong|vnd|d)\b",
        # "k" after a space may be "không": only what touches its number is a unit.
        r"(?<![0-9.,])[1-9][0-9]{0,7}(?:[.,][0-9]{1,3}){0,4}(?:d|k|tr)\b",
        r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[.,][0-9]{3}){0,4}[.,]000(?![.,]?[0-9])",
    )
)


def blank_plain(text: str) -> str:
    """The view without dates, times, hosts, measures and prices; as long as before."""
    for pattern in _NAMES:
        text = pattern.sub(lambda match: CALM * len(match[0]), text)
    for pattern in _PRICES:
        text = _blank_prices(pattern, text)
    return text


def _blank_prices(pattern: re.Pattern[str], text: str) -> str:
    """ "CMND 123.456.000" is told to be an identity number, so its dots make no price of it."""
    return pattern.sub(lambda match: match[0] if is_told(text, match.start()) else CALM * len(match[0]), text)
