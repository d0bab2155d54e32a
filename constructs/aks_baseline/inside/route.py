"""Route from an ingress controller to a workload: class, annotations and host of its Ingress."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aks_baseline.inside.traefik_options import INGRESS_CLASS

# AKS's add-on makes this class.
GATEWAY_CLASS = "azure-application-gateway"

# Azure Policy refuses an Ingress without it, and the article sets it for every controller.
NO_PLAIN_HTTP = {"kubernetes.io/ingress.allow-http": "false"}


@dataclass(frozen=True, kw_only=True)
class Route:
    """How an ingress controller serves a workload.

    Args:
        host: Host name of the requests.
        class_name: Ingress class of the controller.
        annotations: Annotations of the Ingress.
    """

    host: str
    class_name: str
    annotations: Mapping[str, str] = field(default_factory=dict)


def traefik_route(host: str) -> Route:
    """Route of Traefik: TLS, requests of the gateway's subnet only, and compression.

    The article uses the annotation for the class. Kubernetes accepts it beside ingressClassName if both are equal
    (ValidateIngressCreate in pkg/apis/networking/validation).
    Source: article, "Router settings".

    Args:
        host: Host name that Application Gateway sends.
    """
    router = "traefik.ingress.kubernetes.io/router"
    return Route(
        host=host,
        class_name=INGRESS_CLASS,
        annotations={
            **NO_PLAIN_HTTP,
            "kubernetes.io/ingress.class": INGRESS_CLASS,
            f"{router}.entrypoints": "websecure",
            f"{router}.tls": "true",
            f"{router}.tls.options": "default",
            f"{router}.middlewares": "app-gateway-snet@file, gzip-compress@file",
        },
    )


def gateway_route(host: str, *, certificate: str) -> Route:
    """Route of Application Gateway Ingress Controller, which sends requests from the gateway to the pods in plain HTTP.

    The annotation for the class is left out: its value differs from the class, and Kubernetes refuses both.
    Source: Azure page "Annotations for Application Gateway Ingress Controller".

    Args:
        host: Host name that clients ask for.
        certificate: Name that the gateway gives the certificate of that host.
    """
    return Route(
        host=host,
        class_name=GATEWAY_CLASS,
        annotations={**NO_PLAIN_HTTP, "appgw.ingress.kubernetes.io/appgw-ssl-certificate": certificate},
    )
