"""Room: model. Numbered: choices written into the text, for channels whose messages have no buttons."""

from bot.model.message import Message


def numbered(message: Message) -> str:
    """The text with its choices as a numbered list; the person answers with the number."""
    if not message.buttons:
        return message.text
    choices = [f"{number}. {button.label}" for number, button in enumerate(message.buttons, 1)]
    return "\n".join([message.text, "", *choices]).strip()
