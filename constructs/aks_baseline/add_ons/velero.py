"""Velero, which backs up the objects of the cluster to a storage account.

Source: article, "Cluster backup"; values.yaml and templates of the chart at the version below; pages of Velero's plugin
for Azure.
"""

from dataclasses import dataclass
from typing import Any

from aks_baseline.add_ons.add_on import AddOn, Chart, same_size
from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.placement import USER_NODES

CHART_REPOSITORY = "https://vmware-tanzu.github.io/helm-charts"
CHART_VERSION = "12.1.0"
NAMESPACE = "velero"
SERVICE_ACCOUNT = "velero-server"  # the managed identity must trust it

VELERO = CachedRepository(rule="velero", source="docker.io/velero/velero", target="velero/velero")
PLUGIN = CachedRepository(
    rule="velero-plugin-azure",
    source="docker.io/velero/velero-plugin-for-microsoft-azure",
    target="velero/velero-plugin-for-microsoft-azure",
)
TAG = "v1.18.1"  # Velero version of the chart's appVersion
PLUGIN_TAG = "v1.14.1"  # version of the plugin for Velero 1.18

# Backups are kept for 30 days.
KEPT = "720h0m0s"

CONFINED = {
    "runAsNonRoot": True,
    "runAsUser": 65532,
    "readOnlyRootFilesystem": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


@dataclass(frozen=True, kw_only=True)
class BackupStore:
    """Blob container for backups.

    Args:
        storage_account: Name of the storage account.
        container: Name of the container.
        resource_group: Resource group of the storage account.
        client_id: Client id of the identity that writes blobs in the container.
    """

    storage_account: str
    container: str
    resource_group: str
    client_id: str


def velero(*, registry: str, store: BackupStore) -> AddOn:
    """Velero with one controller, which backs up the objects of the cluster every night.

    It makes no snapshots of volumes, because workloads keep no state in the cluster. It has no agent on the nodes,
    which would mount their paths.

    Args:
        registry: Host name of the own registry.
        store: Container for the backups.
    """
    return AddOn(
        name="velero",
        namespace=NAMESPACE,
        repositories=(VELERO, PLUGIN),
        metrics_port=8085,
        charts=(
            Chart(
                release="velero",
                name="velero",
                repository=CHART_REPOSITORY,
                version=CHART_VERSION,
                values=_values(registry, store),
            ),
        ),
    )


def _values(registry: str, store: BackupStore) -> dict[str, Any]:
    return {
        "image": {"repository": f"{registry}/{VELERO.target}", "tag": TAG},
        "initContainers": [_plugin(registry)],
        "resources": same_size("250m", "256Mi"),
        "containerSecurityContext": CONFINED,
        "podSecurityContext": {"fsGroup": 65532},
        "podLabels": {"azure.workload.identity/use": "true"},
        "serviceAccount": {
            "server": {
                "name": SERVICE_ACCOUNT,
                "annotations": {"azure.workload.identity/client-id": store.client_id},
                "labels": {"azure.workload.identity/use": "true"},
            }
        },
        "credentials": {"useSecret": False},
        "configuration": {"backupStorageLocation": [_location(store)]},
        "schedules": {"nightly": {"schedule": "0 2 * * *", "template": {"ttl": KEPT, "snapshotVolumes": False}}},
        "snapshotsEnabled": False,
        "deployNodeAgent": False,
        # The chart upgrades its kinds in a job with one more image, kubectl. Helm installs the kinds the
        # first time. docs/operations.md describes their upgrade.
        "upgradeCRDs": False,
        "nodeSelector": dict(USER_NODES),
    }


def _plugin(registry: str) -> dict[str, Any]:
    return {
        "name": "velero-plugin-for-microsoft-azure",
        "image": f"{registry}/{PLUGIN.target}:{PLUGIN_TAG}",
        "resources": same_size("100m", "128Mi"),
        "securityContext": CONFINED,
        "volumeMounts": [{"name": "plugins", "mountPath": "/target"}],
    }


def _location(store: BackupStore) -> dict[str, Any]:
    return {
        "name": "default",
        "provider": "velero.io/azure",
        "bucket": store.container,
        "default": True,
        "config": {
            "resourceGroup": store.resource_group,
            "storageAccount": store.storage_account,
            "useAAD": "true",
        },
    }
