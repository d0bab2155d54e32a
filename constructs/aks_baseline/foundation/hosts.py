"""Names at the edge of a cluster. Needs no cdktf, so that configuration can read it too."""

CLIENT_LABEL = "bicycle"
"""Label of the host that clients ask for, as the article's reference implementation has it."""

INGRESS_WORKLOAD = "ingress-controller"
"""Name of the ingress controller's workload identity, which no other workload may take."""


def client_host(domain: str) -> str:
    """Name of the host that clients ask for, at Application Gateway.

    Args:
        domain: Public domain of the workload.
    """
    return f"{CLIENT_LABEL}.{domain}"


def origin_host(domain: str, *, place: str) -> str:
    """Name of the gateway of one cluster, by which a global router finds it.

    Args:
        domain: Public domain of the workload.
        place: Place of the cluster in the fleet, such as eastus2-shop.
    """
    return f"{CLIENT_LABEL}-{place}.{domain}"


def ingress_domain(domain: str) -> str:
    """Name of the private zone in which Application Gateway finds the ingress controller.

    Args:
        domain: Public domain of the workload.
    """
    return f"aks-ingress.{domain}"
