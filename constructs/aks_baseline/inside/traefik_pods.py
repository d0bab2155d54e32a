"""Values of Traefik's Helm chart on its pods: number, size, probes, placement and rights.

Source: article, "Deploy Ingress resources" and "Accessing cluster secrets"; the chart's values.yaml at the version in
`traefik_values`; cloud-provider-azure page "Azure LoadBalancer".
"""

from typing import Any

from aks_baseline.foundation.placement import USER_NODES
from aks_baseline.inside.traefik_options import CERTIFICATES, POD_LABELS, ControllerPods, VaultCertificate

# Seconds that the load balancer needs to notice a new or a stopping pod: its probes run every 5 seconds and must fail
# twice. A stopping pod serves for this time, and a roll-out waits for this time after every new pod.
NOTICE_SECONDS = 20

NOBODY = 65532


def controller_values(pods: ControllerPods, certificate: VaultCertificate) -> dict[str, Any]:
    """Values on the pods, which mount the certificate of the SecretProviderClass `CERTIFICATES`.

    Args:
        pods: Number and size of the pods.
        certificate: Certificate whose version is an annotation of the pods.
    """
    size = {"cpu": pods.cpu, "memory": pods.memory}
    probe = {"initialDelaySeconds": 10, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 2}
    return {
        "deployment": {
            "replicas": pods.replicas,
            "terminationGracePeriodSeconds": 60,
            "minReadySeconds": NOTICE_SECONDS,
            # Traefik does not notice a changed certificate file (traefik/traefik, pkg/provider/file). A new version
            # changes this annotation, so that a roll-out replaces the pods.
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
        # There can be as many pods as nodes: then a new pod fits only on a node that an old pod has left.
        "updateStrategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": 0, "maxUnavailable": pods.max_unavailable},
        },
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": pods.max_unavailable},
        "readinessProbe": {"failureThreshold": 1, **probe},
        "livenessProbe": {"failureThreshold": 3, **probe},
        "resources": {"requests": size, "limits": size},
        **_scheduling(),
        **_security(),
    }


def _scheduling() -> dict[str, Any]:
    return {
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
                "whenUnsatisfiable": "ScheduleAnyway",  # pods must start even if a zone is down
                "labelSelector": {"matchLabels": POD_LABELS},
            }
        ],
    }


def _security() -> dict[str, Any]:
    return {
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
