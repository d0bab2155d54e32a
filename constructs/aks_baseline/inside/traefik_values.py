"""Values of Traefik's Helm chart. A test validates them with the chart's own schema.

Source: article, "Deploy Ingress resources", "Router settings", "Ingress traffic flow" and "Accessing cluster secrets";
the chart's values.yaml at the version below; Traefik pages "File provider", "TLS options" and "EntryPoints" and
"Ping"; Kubernetes page "Virtual IPs and Service Proxies", "Traffic to terminating endpoints"; cloud-provider-azure page
"Azure LoadBalancer".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from aks_baseline.inside.traefik_options import (
    CERTIFICATES,
    CONTROLLER,
    INGRESS_CLASS,
    POD_LABELS,
    TO_PODS,
    ControllerPods,
    Entrance,
    VaultCertificate,
)
from aks_baseline.inside.traefik_pods import NOTICE_SECONDS, controller_values

CHART = "traefik"
CHART_REPOSITORY = "https://traefik.github.io/charts"
CHART_VERSION = "41.3.0"
TAG = "v3.7.11"  # Traefik version of the chart's appVersion

SERVICE = "traefik-ingress-service"

WEBSECURE_PORT = 8443
METRICS_PORT = 8082
HEALTH_PORT = 9000

# TLS 1.2 with forward secrecy and authenticated encryption. All cipher suites of TLS 1.3 have both.
CIPHER_SUITES = [
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
]


def traefik_values(
    *,
    registry: str,
    repository: str,
    namespace: str,
    workloads: Sequence[str],
    entrance: Entrance,
    pods: ControllerPods,
    priority_class: str,
    certificate: VaultCertificate,
) -> dict[str, Any]:
    """Values with one entry point: HTTPS behind an internal load balancer, for the gateway's subnet only.

    Args:
        registry: Host name of the own registry.
        repository: Repository of the image in the registry.
        namespace: Namespace of the pods.
        workloads: Namespaces whose ingresses are served.
        entrance: Address of the load balancer, and who may use it.
        pods: Number and size of the pods.
        priority_class: Name of the priority class of the pods.
        certificate: Certificate in the key vault, and the identity that reads it.
    """
    return {
        "nameOverride": POD_LABELS["app.kubernetes.io/name"],
        "instanceLabelOverride": POD_LABELS["app.kubernetes.io/instance"],
        "fullnameOverride": CONTROLLER,
        "image": {"registry": registry, "repository": repository, "tag": TAG, "pullPolicy": "IfNotPresent"},
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        **_access(),
        "priorityClassName": priority_class,
        **controller_values(pods, certificate),
        **_ports(entrance.gateway_prefix),
        **_logs(),
        **_providers(namespace, workloads, entrance),
        **_service(entrance),
        "extraObjects": [secret_provider_class(namespace, certificate)],
    }


def _providers(namespace: str, workloads: Sequence[str], entrance: Entrance) -> dict[str, Any]:
    return {
        "providers": {
            "kubernetesCRD": {"enabled": False},
            "kubernetesIngress": {
                "enabled": True,
                "ingressClass": INGRESS_CLASS,
                "namespaces": list(workloads),
                "crossProviderNamespaces": list(workloads),  # ingresses use the middlewares of `file_provider`
                "publishedService": {"enabled": True, "pathOverride": f"{namespace}/{SERVICE}"},
            },
            "file": {
                "enabled": True,
                "watch": True,
                "content": file_provider(entrance.gateway_prefix, pods_host=entrance.pods_host),
            },
        }
    }


def _service(entrance: Entrance) -> dict[str, Any]:
    return {
        "service": {
            "nameOverride": SERVICE,
            "annotations": {
                "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
                "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": entrance.load_balancer_subnet,
                # Replaces the deprecated `loadBalancerIP`: Azure page "Use an internal load balancer with AKS".
                "service.beta.kubernetes.io/azure-load-balancer-ipv4": entrance.load_balancer_ip,
            },
            "spec": {
                "type": "LoadBalancer",
                # Keeps the gateway's address as the source, which the allow-list checks.
                "externalTrafficPolicy": "Local",
            },
        }
    }


def file_provider(gateway_prefix: str, *, pods_host: str | None = None) -> dict[str, Any]:
    """Settings that Traefik reads from a file: middlewares for ingresses, certificate and TLS options.

    The file of the controller's own certificate also contains its issuers up to the root, so it proves the certificate
    of pods that mount the same one. Source: Traefik page "ServersTransport", rootCAs and serverName.

    Args:
        gateway_prefix: Prefix of Application Gateway's subnet, the only source that is allowed.
        pods_host: Host name in the certificate that pods show. None: Traefik calls pods in plain HTTP.
    """
    transports = {TO_PODS: {"rootCAs": ["/certs/tls.crt"], "serverName": pods_host}}
    pair = {"certFile": "/certs/tls.crt", "keyFile": "/certs/tls.key"}
    return {
        "http": {
            "middlewares": {
                "app-gateway-snet": {"ipAllowList": {"sourceRange": [gateway_prefix]}},
                "gzip-compress": {"compress": {}},
            },
            **({"serversTransports": transports} if pods_host else {}),
        },
        "tls": {
            "certificates": [{**pair, "stores": ["default"]}],
            "stores": {"default": {"defaultCertificate": pair}},
            "options": {
                "default": {"minVersion": "VersionTLS12", "sniStrict": True, "cipherSuites": CIPHER_SUITES},
            },
        },
    }


def secret_provider_class(namespace: str, certificate: VaultCertificate) -> dict[str, Any]:
    """SecretProviderClass that mounts the certificate and its key as the files tls.crt and tls.key.

    Both files contain the whole secret: Traefik reads the chain from one and the key from the other. The vault's type
    `cert` would return the leaf without its chain. A pod gets the newest version when it starts.
    It is part of the chart, because Terraform's kubernetes_manifest needs the cluster at plan time.

    Args:
        namespace: Namespace of the pods.
        certificate: Certificate in the key vault, and the identity that reads it.
    """
    objects = "array:\n" + "".join(
        f"  - |\n    objectName: '{certificate.name}'\n    objectAlias: {alias}\n    objectType: secret\n"
        for alias in ("tls.crt", "tls.key")
    )
    return {
        "apiVersion": "secrets-store.csi.x-k8s.io/v1",
        "kind": "SecretProviderClass",
        "metadata": {"name": CERTIFICATES, "namespace": namespace, "labels": POD_LABELS},
        "spec": {
            "provider": "azure",
            "parameters": {
                "clientID": certificate.client_id,
                "keyvaultName": certificate.vault_name,
                "tenantID": certificate.tenant_id,
                "usePodIdentity": "false",
                "useVMManagedIdentity": "false",
                "objects": objects,
            },
        },
    }


def _access() -> dict[str, Any]:
    """Turns off the chart's roles, which read secrets of the whole cluster, its ingress class and its dashboard."""
    return {
        "serviceAccount": {"name": CONTROLLER},
        "rbac": {"enabled": False},
        "ingressClass": {"enabled": False},
        "api": {"dashboard": False},
    }


def _ports(gateway_prefix: str) -> dict[str, Any]:
    return {
        "ports": {
            "web": None,  # no plain HTTP
            "websecure": {
                "port": WEBSECURE_PORT,
                "exposedPort": 443,
                "expose": {"default": True},
                "forwardedHeaders": {"trustedIPs": [gateway_prefix]},
                "http": {"tls": {"enabled": True, "options": "default"}},
                **_stops_slowly(),
            },
            "traefik": {"port": HEALTH_PORT, "expose": {"default": False}, **_stops_slowly()},
            "metrics": {"port": METRICS_PORT, "expose": {"default": False}},
        },
        # A stopping pod must pass its readiness probe while it still serves. With the default, 503, kube-proxy drops
        # the requests that the load balancer sends to its node.
        "additionalArguments": ["--ping.terminatingStatusCode=204"],
    }


def _stops_slowly() -> dict[str, Any]:
    return {"transport": {"lifeCycle": {"requestAcceptGraceTimeout": f"{NOTICE_SECONDS}s"}}}


def _logs() -> dict[str, Mapping[str, Any]]:
    """Logs failed and refused requests for Container insights. The gateway's access log contains all requests."""
    return {
        "log": {"level": "ERROR", "format": "json"},
        "accessLog": {"enabled": True, "format": "json", "filters": {"statusCodes": "400-599"}},
        "metrics": {"prometheus": {"entryPoint": "metrics", "addEntryPointsLabels": True, "addServicesLabels": True}},
    }
