"""Room: web. Site: what the operator of one installation decides about its web page."""

from dataclasses import dataclass, field

from bot.web.texts import PageTexts


@dataclass(frozen=True, slots=True)
class Site:
    """The secret that signs cookies, the page's texts, and whether a proxy stands in front of us.

    With `trusted_proxy` the last X-Forwarded-For and X-Forwarded-Proto are believed: set it only when every
    connection comes through that proxy, or anybody could claim any address.
    """

    secret: str = field(repr=False)
    texts: PageTexts
    trusted_proxy: bool = False
