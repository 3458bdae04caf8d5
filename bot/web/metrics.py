"""Room: web. Metrics: the figures of /healthz for Prometheus, to this machine or to whoever has the token. No person.

Behind a proxy everybody seems to come from this machine, so a call that was passed on counts as a stranger's.
"""

import hmac
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATH: Final = "/metrics"
_PASSED_ON: Final = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


class Figures:
    """Asks for the figures at each scrape; what is unknown is left out and never 0."""

    def __init__(self, look: Callable[[], Mapping[str, object]]) -> None:
        self._look = look

    def collect(self) -> Iterator[Metric]:
        """As the registry wants them."""
        for name, value in self._look().items():
            if isinstance(value, Mapping):
                yield _by_channel(name, value)
            elif isinstance(value, bool | int | float):
                family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
                yield family(f"hocvuso_{name}", f"{name} as in /healthz", value=float(value))
            elif isinstance(value, list):
                yield _by_name(name, value)


def _by_channel(name: str, values: Mapping[str, object]) -> Metric:
    family = GaugeMetricFamily(f"hocvuso_{name}", f"{name} as in /healthz", labels=("channel",))
    for channel, value in values.items():
        if isinstance(value, int | float):
            family.add_metric((channel,), value)
    return family


def _by_name(name: str, names: list[object]) -> Metric:
    family = GaugeMetricFamily(f"hocvuso_{name}", f"{name} as in /healthz, 1 each", labels=("name",))
    for one in names:
        family.add_metric((str(one),), 1)
    return family


def metrics_route(look: Callable[[], Mapping[str, object]], token: str) -> Route:
    """The address /metrics."""
    registry = CollectorRegistry()
    registry.register(Figures(look))
    ProcessCollector(registry=registry)

    async def answer(request: Request) -> Response:
        if not _may_look(request, token):
            return Response(status_code=404)
        return PlainTextResponse(generate_latest(registry), headers={"cache-control": "no-store"})

    return Route(PATH, answer)


def _may_look(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return _is_here(request) and not any(header in request.headers for header in _PASSED_ON)


def _is_here(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
