"""Room: model. Desk: the organizers' web page. Its door opens once for each link, and closes when nobody is at work."""

import re
from datetime import timedelta
from typing import Final

LINK_LASTS: Final = timedelta(minutes=10)
IDLE: Final = timedelta(minutes=30)
"""Without a page opened for this long, the desk is left."""
LONGEST: Final = timedelta(hours=12)
"""However busy, after this one asks for a new link."""

LOGIN: Final = 26
"""Letters of a login code: 130 bits, which nobody guesses in ten minutes."""
CODE: Final = re.compile(rf"[A-Z2-9]{{{LOGIN}}}")
