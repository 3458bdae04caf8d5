"""Room: storage. Codes: what opens a one-time code somebody has typed. Whoever guessed too often finds nothing."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.model.contact import Contact
from bot.model.invite import Invite
from bot.model.linking import LinkOffer
from bot.model.village_group import GroupOffer
from storage import invites, linking, village_groups


@dataclass(frozen=True, slots=True)
class Codes:
    """A part of the Store's face. `key` is the installation's secret: of a code only a hash is kept."""

    reader: Connection
    key: str

    def invite(self, code: str, contact: Contact, now: datetime) -> Invite | None:
        """The open invite with this code."""
        return invites.find(self.reader, code, self.key, contact.id, now)

    def link_offer(self, code: str, contact: Contact, now: datetime) -> LinkOffer | None:
        """The talk that the code joins."""
        return linking.find(self.reader, code, self.key, contact.id, now)

    def group_offer(self, code: str, contact: Contact, now: datetime) -> GroupOffer | None:
        """The village the code links a group to; `contact` is the group."""
        return village_groups.find(self.reader, code, self.key, contact.id, now)
