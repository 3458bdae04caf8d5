"""Room: handlers. The waiting step: reading an answer to it, and coming back to it after something else."""

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from handlers import flows
from handlers.menu import Menu, Option
from handlers.permission import allowed
from handlers.turn import Turn, once


@once
def flow_of(turn: Turn) -> flows.Flow | None:
    """The conversation that waits; None for one an older program knew, or one their role no longer opens."""
    if turn.session is None:
        return None
    flow = next((flow for flow in flows.FLOWS if flow.name == turn.session.flow), None)
    return flow if flow and allowed(turn, flow.role) else None


@once
def current_menu(turn: Turn) -> Menu | None:
    """What the waiting step shows; None when nothing waits (any more)."""
    flow = flow_of(turn)
    return flow.menu(turn, turn.session) if flow and turn.session else None


@once
def picked(turn: Turn) -> Option | None:
    """The choice of the waiting step that was typed as its number or its label."""
    menu = current_menu(turn) if turn.text else None
    return menu.read(turn.text) if menu else None


def beside_the_step(turn: Turn, text: str) -> Outcome:
    """Say something and leave the step open, its choices under what was said."""
    menu = current_menu(turn)
    if menu is None or turn.session is None:
        return reply(turn.session, Message(text))
    return reply(turn.session, Menu(text, menu.options).message(turn.session))
