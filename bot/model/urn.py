"""Room: model. Urn: a contact's address on one channel, written `telegram:123`."""

from typing import NewType

Urn = NewType("Urn", str)
ContactId = NewType("ContactId", int)
UpdateId = NewType("UpdateId", int)
MessageId = NewType("MessageId", int)


def make_urn(channel: str, address: str) -> Urn:
    """The urn of `address` (whatever the provider calls a person) on `channel`."""
    return Urn(f"{channel}:{address}")


def channel_of(urn: Urn) -> str:
    """The channel's name: the part before the first colon."""
    return urn.partition(":")[0]


def address_of(urn: Urn) -> str:
    """The provider's own id of the person: the part after the first colon."""
    return urn.partition(":")[2]
