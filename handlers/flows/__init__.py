"""Room: handlers. FLOWS: every conversation, listed. A test fails for a file that is not."""

from typing import Final

from handlers.flows.card import CARD
from handlers.flows.choose import CHOOSE
from handlers.flows.consent import CONSENT
from handlers.flows.data import DATA
from handlers.flows.flow import Flow
from handlers.flows.lesson import LESSON
from handlers.flows.library import LIBRARY
from handlers.flows.quiz import QUIZ
from handlers.flows.village import VILLAGE
from handlers.flows.welcome import WELCOME

FLOWS: Final[tuple[Flow, ...]] = (
    WELCOME,
    LIBRARY,
    CHOOSE,
    LESSON,
    QUIZ,
    CONSENT,
    VILLAGE,
    CARD,
    DATA,
)

__all__ = ["FLOWS", "Flow"]
