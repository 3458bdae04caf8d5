"""Room: web. Where a connection comes from. A proxy is believed only when the operator says there is one."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

NOWHERE = "?"


def address_of_peer(connection: HTTPConnection, trusted_proxy: bool) -> str:
    """The address to count floods by. IPv6 counts by /64: one home owns a whole one."""
    peer = connection.client.host if connection.client else NOWHERE
    claimed = _last(connection, "x-forwarded-for") if trusted_proxy else ""
    return _home(claimed or peer)


def is_https(connection: HTTPConnection, trusted_proxy: bool) -> bool:
    """Whether the person's own browser speaks https, perhaps to the proxy."""
    claimed = _last(connection, "x-forwarded-proto") if trusted_proxy else ""
    return (claimed.lower() or connection.url.scheme) in {"https", "wss"}


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether our own page opened this WebSocket. Browsers always say where a socket is opened from."""
    host = connection.headers.get("host", "")
    try:
        origin = urlsplit(connection.headers.get("origin", "")).netloc
    except ValueError:
        return False
    return bool(host) and origin.lower() == host.lower()


def _last(connection: HTTPConnection, header: str) -> str:
    """What the proxy itself added: everything left of it is only what a stranger claims."""
    return ",".join(connection.headers.getlist(header)).rpartition(",")[2].strip()


def _home(peer: str) -> str:
    try:
        address = ip_address(peer)
    except ValueError:
        return peer[:64]
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return peer
