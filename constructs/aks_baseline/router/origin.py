"""A gateway that a global router sends requests to."""

from dataclasses import dataclass

HEALTH_PATH = "/favicon.ico"
"""Path that routers probe. Application Gateway probes the same one behind them."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Gateway of a cluster, as a global router sees it.

    Args:
        name: Name of the cluster in the fleet. Letters, digits and hyphens.
        host: Public name that resolves to the address of this gateway alone. The certificate of the gateway must
            contain it, or be a wildcard of its domain.
        location: Azure region of the gateway.
        live: False keeps the gateway out of service: it gets no requests and is not probed.
        priority: 1 to 5. Requests go to the lowest number that has a healthy gateway.
        weight: 1 to 1000. Share of the requests among gateways of the same priority.
    """

    name: str
    host: str
    location: str
    live: bool = True
    priority: int = 1
    weight: int = 500
