"""Room: app. Readiness: tells systemd or podman, when one of them started the program, that it answers now."""

import contextlib
import socket


def tell_ready(door: str) -> None:
    """Say so at the socket named by NOTIFY_SOCKET. Nobody there to hear it is no reason to stop: nothing is raised."""
    if not door:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(b"READY=1", door.replace("@", "\0", 1) if door.startswith("@") else door)
