"""Room: channels. Whether a webhook call comes from Zalo: the MAC over its raw bytes (facts/zalo.md §2.8). Pure.

X-ZEvent-Signature: mac=<hex of SHA-256 over app id + body + timestamp + OA secret key>
"""

import hmac
import json
from collections.abc import Mapping
from enum import Enum
from hashlib import sha256
from typing import Final

HEADER: Final = "x-zevent-signature"


class Signed(Enum):
    """How a signature was found right, or why not."""

    BY_APP = "app id first"
    BY_OA = "OA id first"
    """Some community code puts the OA's id where the documentation has the app's; the secret is the same."""
    MISSING = "no signature"
    WRONG = "wrong"

    def __bool__(self) -> bool:
        return self in (Signed.BY_APP, Signed.BY_OA)


def check(headers: Mapping[str, str], body: bytes, app_id: str, secret_key: str) -> Signed:
    """Every candidate is compared in constant time. Without a secret of ours nothing is genuine."""
    given = headers.get(HEADER, "").strip().removeprefix("mac=").lower()
    if not given or not secret_key:
        return Signed.MISSING
    event = _event(body)
    stamp = str(event.get("timestamp", ""))
    if _equal(given, mac(app_id, body, stamp, secret_key)):
        return Signed.BY_APP
    oa_id = _oa_id(event)
    by_oa = _equal(given, mac(oa_id, body, stamp, secret_key))
    return Signed.BY_OA if oa_id and by_oa else Signed.WRONG


def mac(first: str, body: bytes, stamp: str, secret_key: str) -> str:
    """A plain SHA-256, not an HMAC, with the secret at the end."""
    return sha256(first.encode() + body + stamp.encode() + secret_key.encode()).hexdigest()


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _event(body: bytes) -> Mapping[str, object]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _oa_id(event: Mapping[str, object]) -> str:
    """Digits only: whatever else stood there could shift bytes between the id and the body."""
    recipient = event.get("recipient")
    found = recipient.get("id") if isinstance(recipient, dict) else event.get("oa_id")
    return found if isinstance(found, str) and found.isdecimal() else ""
