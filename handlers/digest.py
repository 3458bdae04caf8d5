"""Room: handlers. Digest: what waits for organizers, a line each in their morning message. Nothing new: no line."""

from typing import Final

from handlers.turn import Turn

REPORT: Final = "unattended"


def lines(turn: Turn) -> list[str]:
    """Yesterday's questions and flagged steps, and whatever waits."""
    row = turn.reports[REPORT][0]
    said = []
    if row["yesterday"]:
        said.append(turn.say("digest.questions", count=row["yesterday"]))
    if row["steps"]:
        said.append(turn.say("digest.steps", count=row["steps"]))
    return said + waiting(turn)


def waiting(turn: Turn) -> list[str]:
    """Broadcasts to approve and requests for help that nobody has taken."""
    row = turn.reports[REPORT][0]
    said = []
    if row["approvals"]:
        said.append(turn.say("digest.approvals", count=row["approvals"]))
    if row["helps"]:
        said.append(turn.say("digest.helps", count=row["helps"]))
    return said
