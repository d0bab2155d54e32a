"""What a global router hands on to clusters."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RouterLinks:
    """Values of the router that a cluster uses. They are strings, which become references to its state.

    Args:
        stack: Name of the router's stack.
        front_door_id: Id that Front Door sends with every request. None: Traffic Manager sends none.
        origin_host: Public name of the gateway of the cluster.
    """

    stack: str
    front_door_id: str | None
    origin_host: str
