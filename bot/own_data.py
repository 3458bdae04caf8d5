"""Room: app. Own data: the copy a person asks for, as a file a program can read. Drawn when its message is sent."""

import json
from collections.abc import Mapping
from typing import Final

from bot.model.channel import File
from bot.model.message import Attachment
from bot.model.urn import ContactId
from bot.rendering import Draw
from content.book import Book
from storage import Store

NAME: Final = "du-lieu-cua-toi.json"


def data_drawers(store: Store) -> Mapping[str, Draw]:
    """The one attachment that holds a person's rows."""

    def own_data(book: Book, wanted: Attachment) -> File:
        held = store.holdings(ContactId(int(wanted.arg("contact"))))
        body = json.dumps({"commune": book.campaign.commune, "held": held}, ensure_ascii=False, indent=1)
        return File(NAME, "application/json", body.encode())

    return {"own_data": own_data}
