"""Room: handlers. COMMANDS: every command, listed. A test fails for a file that is not, or for two that clash."""

import re
import unicodedata
from typing import Final

from content.folding import fold
from handlers.commands.broadcasts import APPROVE, BROADCAST, NEWS, PROVE
from handlers.commands.card import PROGRESS
from handlers.commands.channels import LINK, PART, TYPE_CODE
from handlers.commands.command import Command
from handlers.commands.contests import BOARD, SET_UP, TAKE_PART
from handlers.commands.counts import COUNTS
from handlers.commands.data import AGREE, ERASE, SHOW
from handlers.commands.desk import DESK
from handlers.commands.group import REGROUP
from handlers.commands.help import PERSON, WORDS
from handlers.commands.invites import ACCEPT, INVITE, LEAVE
from handlers.commands.lessons import LESSONS, OPEN
from handlers.commands.mentoring import FIND, HOUSEHOLD, JOIN, MENTEES, MOVE_IN, MOVE_OUT
from handlers.commands.mentoring import LEAVE as LEAVE_MENTOR
from handlers.commands.merit import OFFICE, OWN
from handlers.commands.neighbours import ANSWER, ASK, LIST, TAKE
from handlers.commands.onward import ONWARD
from handlers.commands.picture import PICTURE
from handlers.commands.placement import PLACE
from handlers.commands.questions import UNANSWERED
from handlers.commands.quizzes import QUIZZES
from handlers.commands.reminders import NO_MORE, REMIND
from handlers.commands.report import REPORT
from handlers.commands.review import REVIEWS
from handlers.commands.start import START
from handlers.commands.stop import STOP
from handlers.commands.stuck import STUCK
from handlers.commands.targets import TARGETS
from handlers.commands.village import MOVE
from handlers.commands.village_groups import CODE, CONNECT
from handlers.commands.village_groups import PART as PART_GROUP
from handlers.commands.voices import CHOOSE, LISTEN, RECORD, WITHDRAW
from handlers.commands.volunteering import GUIDE, RESULTS, ROLL, SPREAD

COMMANDS: Final[tuple[Command, ...]] = (
    START,
    LESSONS,
    OPEN,
    ONWARD,
    QUIZZES,
    STUCK,
    PROGRESS,
    PERSON,
    WORDS,
    SHOW,
    ERASE,
    AGREE,
    MOVE,
    REGROUP,
    PLACE,
    REVIEWS,
    PICTURE,
    TAKE_PART,
    BOARD,
    SET_UP,
    REMIND,
    NO_MORE,
    COUNTS,
    OFFICE,
    OWN,
    TARGETS,
    REPORT,
    DESK,
    UNANSWERED,
    ACCEPT,
    INVITE,
    LEAVE,
    SPREAD,
    RESULTS,
    GUIDE,
    ROLL,
    ASK,
    LIST,
    TAKE,
    ANSWER,
    RECORD,
    LISTEN,
    WITHDRAW,
    CHOOSE,
    MENTEES,
    JOIN,
    LEAVE_MENTOR,
    FIND,
    HOUSEHOLD,
    MOVE_IN,
    MOVE_OUT,
    BROADCAST,
    APPROVE,
    NEWS,
    PROVE,
    LINK,
    TYPE_CODE,
    PART,
    CONNECT,
    CODE,
    PART_GROUP,
    STOP,
)

_BY_NAME: Final = {command.name: command for command in COMMANDS}
_BY_WORDS: Final = {
    fold(words): command
    for command in COMMANDS
    if command.words  # "chưa" answers a question; only a button means the command of that name.
    for words in (command.name, *command.words)
}

_BY_SHAPE: Final = tuple((re.compile(command.shape), command) for command in COMMANDS if command.shape)

_SPELLED: Final = {words for command in COMMANDS for words in command.words}


def named(name: str) -> Command | None:
    """The command with this slash name."""
    return _BY_NAME.get(name)


def meant(text: str) -> tuple[Command, str] | None:
    """The command a text is, with its argument: "/kiemtra vneid-muc-1", "tien do"."""
    said = text.strip()
    if said.startswith("/"):
        name, _, argument = said[1:].partition(" ")
        command = _BY_NAME.get(fold(name.partition("@")[0]).replace(" ", ""))
        if command is not None:
            return command, argument.strip()
    folded = fold(said)
    if shaped := _shaped(folded):
        return shaped
    by_words = _BY_WORDS.get(folded)
    return (by_words, "") if by_words and not _another_word(said) else None


def _shaped(said: str) -> tuple[Command, str] | None:
    """A code with its word in front: "moi 7k3m-9qrt", "DD 4821"."""
    matches = ((pattern.fullmatch(said), command) for pattern, command in _BY_SHAPE)
    return next(((command, match[1]) for match, command in matches if match), None)


def _another_word(said: str) -> bool:
    """Whether one syllable is spelled out as another word: "đúng" and "dùng" fold to what "dừng" folds to."""
    spelled = unicodedata.normalize("NFC", said).lower().strip(" /.,!?…")
    return " " not in spelled and spelled != fold(said) and spelled not in _SPELLED


__all__ = ["COMMANDS", "Command", "meant", "named"]
