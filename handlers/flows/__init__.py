"""Room: handlers. FLOWS: every conversation, listed. A test fails for a file that is not."""

from typing import Final

from handlers.flows.approving import APPROVING
from handlers.flows.broadcasting import BROADCASTING
from handlers.flows.called import CALLED
from handlers.flows.card import CARD
from handlers.flows.choose import CHOOSE
from handlers.flows.consent import CONSENT
from handlers.flows.contest import CONTEST
from handlers.flows.contest_setup import SETUP
from handlers.flows.correcting import CORRECTING
from handlers.flows.counting import COUNTING
from handlers.flows.data import DATA
from handlers.flows.flow import Flow
from handlers.flows.group import GROUP
from handlers.flows.guidance import GUIDANCE
from handlers.flows.invited import INVITED
from handlers.flows.inviting import INVITING
from handlers.flows.lesson import LESSON
from handlers.flows.library import LIBRARY
from handlers.flows.linking import LINKING
from handlers.flows.mentees import MENTEES
from handlers.flows.mentored import MENTORED
from handlers.flows.neighbour import NEIGHBOUR
from handlers.flows.placement import PLACEMENT
from handlers.flows.proving import PROVING
from handlers.flows.quiz import QUIZ
from handlers.flows.recording import RECORDING
from handlers.flows.remind import REMIND
from handlers.flows.reminder import REMINDER
from handlers.flows.review import REVIEW
from handlers.flows.rollcall import ROLLCALL
from handlers.flows.second_ear import SECOND_EAR
from handlers.flows.sharing import SHARING
from handlers.flows.talk import TALK
from handlers.flows.tongue import TONGUE
from handlers.flows.village import VILLAGE
from handlers.flows.village_groups import VILLAGE_GROUPS
from handlers.flows.welcome import WELCOME

FLOWS: Final[tuple[Flow, ...]] = (
    WELCOME,
    LIBRARY,
    CHOOSE,
    LESSON,
    QUIZ,
    CONSENT,
    VILLAGE,
    GROUP,
    CARD,
    PLACEMENT,
    REVIEW,
    CONTEST,
    SETUP,
    DATA,
    REMIND,
    REMINDER,
    COUNTING,
    INVITED,
    INVITING,
    NEIGHBOUR,
    TALK,
    CALLED,
    RECORDING,
    SECOND_EAR,
    TONGUE,
    MENTEES,
    MENTORED,
    BROADCASTING,
    APPROVING,
    PROVING,
    SHARING,
    GUIDANCE,
    CORRECTING,
    ROLLCALL,
    LINKING,
    VILLAGE_GROUPS,
)

__all__ = ["FLOWS", "Flow"]
