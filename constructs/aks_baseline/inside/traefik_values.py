"""Values of Traefik's Helm chart. tests/data holds the schema of the chart's version, and a test validates them.

Source: article, "Deploy Ingress resources", "Router settings", "Ingress traffic flow" and "Accessing cluster secrets";
the chart's values.yaml at the version below; Traefik pages "File provider", "TLS options" and "EntryPoints" and
"Ping"; Kubernetes page "Virtual IPs and Service Proxies", "Traffic to terminating endpoints"; cloud-provider-azure page
"Azure LoadBalancer".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aks_baseline.foundation.placement import USER_NODES

CHART = "traefik"
CHART_REPOSITORY = "https://traefik.github.io/charts"
CHART_VERSION = "41.3.0"
TAG = "v3.7.11"  # the Traefik that this version of the chart is made for

# Also the service account that the identity is federated with, as system:serviceaccount:<namespace>:<this>.
CONTROLLER = "traefik-ingress-controller"
SERVICE = "traefik-ingress-service"
CERTIFICATES = "aks-ingress-tls-secret-csi-akv"
INGRESS_CLASS = "traefik-internal"
POD_LABELS = {
    "app.kubernetes.io/name": "traefik-ingress-ilb",
    "app.kubernetes.io/instance": "traefik-ingress-ilb",
}

WEBSECURE_PORT = 8443
METRICS_PORT = 8082
HEALTH_PORT = 9000

# Forward secrecy and authenticated encryption only. TLS 1.3 has no others, and does not let itself be restricted.
CIPHER_SUITES = [
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
]

# Seconds until the load balancer has noticed that a pod ends or is there: its probes run every 5 and must fail twice.
# So long a pod goes on to serve when it is told to end, and a new one serves before the next old one ends.
NOTICE_SECONDS = 20

NOBODY = 65532


@dataclass(frozen=True, kw_only=True)
class VaultCertificate:
    """A certificate of a key vault, and the identity that may read it. Names and ids, never the certificate.

    `version`: any text that is different for each certificate: with another, the pods are replaced.
    """

    name: str
    version: str
    vault_name: str
    tenant_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class ControllerPods:
    """How many pods, of what size, where.

    `max_unavailable`: how many may be missing while nodes drain or a roll-out runs. `cpu`, `memory`: requests and
    limits, with units.
    """

    replicas: int
    max_unavailable: int
    cpu: str
    memory: str


def traefik_values(
    *,
    registry: str,
    repository: str,
    namespace: str,
    workloads: Sequence[str],
    gateway_prefix: str,
    load_balancer_ip: str,
    load_balancer_subnet: str,
    pods: ControllerPods,
    priority_class: str,
    certificate: VaultCertificate,
) -> dict[str, Any]:
    """One entry point, HTTPS behind an internal load balancer, open to the gateway's subnet only.

    Required. `registry`, `repository`: where the image comes from. `workloads`: namespaces whose ingresses are served.
    `gateway_prefix`: subnet of Application Gateway.
    """
    return {
        "nameOverride": POD_LABELS["app.kubernetes.io/name"],
        "instanceLabelOverride": POD_LABELS["app.kubernetes.io/instance"],
        "fullnameOverride": CONTROLLER,
        "image": {"registry": registry, "repository": repository, "tag": TAG, "pullPolicy": "IfNotPresent"},
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        **_access(),
        "priorityClassName": priority_class,
        **_pods(pods, certificate),
        **_ports(gateway_prefix),
        **_logs(),
        "providers": {
            "kubernetesCRD": {"enabled": False},
            "kubernetesIngress": {
                "enabled": True,
                "ingressClass": INGRESS_CLASS,
                "namespaces": list(workloads),
                "crossProviderNamespaces": list(workloads),  # their ingresses name the middlewares of the file below
                "publishedService": {"enabled": True, "pathOverride": f"{namespace}/{SERVICE}"},
            },
            "file": {"enabled": True, "watch": True, "content": file_provider(gateway_prefix)},
        },
        "service": {
            "nameOverride": SERVICE,
            "annotations": {
                "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
                "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": load_balancer_subnet,
                # Replaces the deprecated `loadBalancerIP`: Azure page "Use an internal load balancer with AKS".
                "service.beta.kubernetes.io/azure-load-balancer-ipv4": load_balancer_ip,
            },
            "spec": {
                "type": "LoadBalancer",
                # Keeps the gateway's address on packets: the allow-list judges by it.
                "externalTrafficPolicy": "Local",
            },
        },
        "extraObjects": [secret_provider_class(namespace, certificate)],
    }


def file_provider(gateway_prefix: str) -> dict[str, Any]:
    """What Traefik reads from a file: the middlewares that every ingress names, and TLS for all of them."""
    pair = {"certFile": "/certs/tls.crt", "keyFile": "/certs/tls.key"}
    return {
        "http": {
            "middlewares": {
                "app-gateway-snet": {"ipAllowList": {"sourceRange": [gateway_prefix]}},
                "gzip-compress": {"compress": {}},
            }
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
    """How the CSI driver fetches certificate and key, as files tls.crt and tls.key, with the pod's federated identity.

    Both are the whole secret, of which Traefik reads the chain and the key: as a certificate (`cert`) the vault gives
    the leaf alone, and what was written as a secret it knows as nothing else. No version is named: a pod gets the
    newest when it starts, and the gateway trusts every one of the same CA.
    Through the chart, as Terraform's own resource for such objects needs the cluster at plan time.
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
    """Service account, roles and ingress class are ours: the chart's roles would read secrets of the whole cluster."""
    return {
        "serviceAccount": {"name": CONTROLLER},
        "rbac": {"enabled": False},
        "ingressClass": {"enabled": False},
        "api": {"dashboard": False},
    }


def _pods(pods: ControllerPods, certificate: VaultCertificate) -> dict[str, Any]:
    size = {"cpu": pods.cpu, "memory": pods.memory}
    probe = {"initialDelaySeconds": 10, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 2}
    return {
        "deployment": {
            "replicas": pods.replicas,
            "terminationGracePeriodSeconds": 60,
            "minReadySeconds": NOTICE_SECONDS,
            # Traefik watches its configuration, not the certificate's files (traefik/traefik, pkg/provider/file): a new
            # version means new pods, one at a time.
            "podAnnotations": {"aks-baseline/ingress-certificate": f"version-{certificate.version}"},
            "additionalVolumes": [
                {
                    "name": "ssl-csi",
                    "csi": {
                        "driver": "secrets-store.csi.k8s.io",
                        "readOnly": True,
                        "volumeAttributes": {"secretProviderClass": CERTIFICATES},
                    },
                }
            ],
        },
        "additionalVolumeMounts": [{"name": "ssl-csi", "mountPath": "/certs", "readOnly": True}],
        # As many pods as nodes: a new one finds a node only where an old one has left.
        "updateStrategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": 0, "maxUnavailable": pods.max_unavailable},
        },
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": pods.max_unavailable},
        "readinessProbe": {"failureThreshold": 1, **probe},
        "livenessProbe": {"failureThreshold": 3, **probe},
        "resources": {"requests": size, "limits": size},
        "nodeSelector": dict(USER_NODES),
        "affinity": {
            "podAntiAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": POD_LABELS}}
                ]
            }
        },
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "ScheduleAnyway",  # a zone that is down must not keep pods from starting
                "labelSelector": {"matchLabels": POD_LABELS},
            }
        ],
        "podSecurityContext": {
            "runAsNonRoot": True,
            "runAsUser": NOBODY,
            "runAsGroup": NOBODY,
            "fsGroup": NOBODY,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def _ports(gateway_prefix: str) -> dict[str, Any]:
    return {
        "ports": {
            "web": None,  # plain HTTP is not listened to
            "websecure": {
                "port": WEBSECURE_PORT,
                "exposedPort": 443,
                "expose": {"default": True},
                "forwardedHeaders": {"trustedIPs": [gateway_prefix]},
                "http": {"tls": {"enabled": True, "options": "default"}},
                **_goes_on_serving(),
            },
            "traefik": {"port": HEALTH_PORT, "expose": {"default": False}, **_goes_on_serving()},
            "metrics": {"port": METRICS_PORT, "expose": {"default": False}},
        },
        # A pod that ends and still serves must pass its readiness probe, or kube-proxy drops what the load balancer
        # sends to its node. The default is 503.
        "additionalArguments": ["--ping.terminatingStatusCode=204"],
    }


def _goes_on_serving() -> dict[str, Any]:
    return {"transport": {"lifeCycle": {"requestAcceptGraceTimeout": f"{NOTICE_SECONDS}s"}}}


def _logs() -> dict[str, Mapping[str, Any]]:
    """Requests that failed or were refused go to Container insights; the gateway's access log has all of them."""
    return {
        "log": {"level": "ERROR", "format": "json"},
        "accessLog": {"enabled": True, "format": "json", "filters": {"statusCodes": "400-599"}},
        "metrics": {"prometheus": {"entryPoint": "metrics", "addEntryPointsLabels": True, "addServicesLabels": True}},
    }
