"""Options of Traefik, and names that its parts share."""

from dataclasses import dataclass

# Name of the release and of the service account. The managed identity trusts this service account.
CONTROLLER = "traefik-ingress-controller"
INGRESS_CLASS = "traefik-internal"
# Service account of the sample workload. The managed identity trusts it where TLS goes on to the pod.
SAMPLE_ACCOUNT = "aspnetapp"
# SecretProviderClass of the ingress controller's certificate.
CERTIFICATES = "aks-ingress-tls-secret-csi-akv"
# Names the settings by which Traefik calls pods over HTTPS.
TO_PODS = "to-pods"
POD_LABELS = {
    "app.kubernetes.io/name": "traefik-ingress-ilb",
    "app.kubernetes.io/instance": "traefik-ingress-ilb",
}


@dataclass(frozen=True, kw_only=True)
class VaultCertificate:
    """Certificate in a key vault, and the identity that reads it.

    Args:
        name: Name of the secret or certificate in the vault.
        version: Text that changes with the certificate. A change replaces the pods.
        vault_name: Name of the vault.
        tenant_id: Entra tenant of the identity.
        client_id: Client id of the identity.
    """

    name: str
    version: str
    vault_name: str
    tenant_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class ControllerPods:
    """Number and size of the controller's pods.

    Args:
        replicas: Number of pods. Every pod runs on a node of its own.
        max_unavailable: Number of pods that can be missing while nodes drain or a roll-out runs.
        cpu: CPU of a pod, such as 100m, as request and limit.
        memory: Memory of a pod, such as 256Mi, as request and limit.
    """

    replicas: int
    max_unavailable: int
    cpu: str
    memory: str


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """Internal load balancer in front of the controller.

    Args:
        gateway_prefix: Prefix of Application Gateway's subnet, the only source that is allowed.
        load_balancer_ip: Static private address.
        load_balancer_subnet: Name of the subnet of that address.
        pods_host: Host name in the certificate that pods show to Traefik. None: Traefik calls pods in plain HTTP.
    """

    gateway_prefix: str
    load_balancer_ip: str
    load_balancer_subnet: str
    pods_host: str | None = None
