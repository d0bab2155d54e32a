"""Velero, which backs up the objects of the cluster to a storage account.

Source: article, "Cluster backup"; values.yaml and templates of the chart at the version below; pages of Velero's plugin
for Azure.
"""

from dataclasses import dataclass

from aks_baseline.add_ons.add_on import AddOn, Chart, same_size
from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.placement import USER_NODES

CHART_REPOSITORY = "https://vmware-tanzu.github.io/helm-charts"
CHART_VERSION = "12.1.0"
NAMESPACE = "velero"
SERVICE_ACCOUNT = "velero-server"  # the identity is federated with system:serviceaccount:velero:velero-server

VELERO = CachedRepository(rule="velero", source="docker.io/velero/velero", target="velero/velero")
PLUGIN = CachedRepository(
    rule="velero-plugin-azure",
    source="docker.io/velero/velero-plugin-for-microsoft-azure",
    target="velero/velero-plugin-for-microsoft-azure",
)
TAG = "v1.18.1"  # the Velero that this version of the chart is made for
PLUGIN_TAG = "v1.14.1"  # the plugin's line for Velero 1.18

# Objects that somebody deleted can be had back for a month.
KEPT = "720h0m0s"


@dataclass(frozen=True, kw_only=True)
class BackupStore:
    """Where backups go. `client_id`: identity that may write blobs in the container, and nothing else."""

    storage_account: str
    container: str
    resource_group: str
    client_id: str


def velero(*, registry: str, store: BackupStore) -> AddOn:
    """One controller, which writes the cluster's objects to the store each night.

    No snapshots of volumes and no agent on the nodes, which would mount their paths: the workload keeps no state here.
    """
    confined = {
        "runAsNonRoot": True,
        "runAsUser": 65532,
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    plugin = {
        "name": "velero-plugin-for-microsoft-azure",
        "image": f"{registry}/{PLUGIN.target}:{PLUGIN_TAG}",
        "resources": same_size("100m", "128Mi"),
        "securityContext": confined,
        "volumeMounts": [{"name": "plugins", "mountPath": "/target"}],
    }
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
                values={
                    "image": {"repository": f"{registry}/{VELERO.target}", "tag": TAG},
                    "initContainers": [plugin],
                    "resources": same_size("250m", "256Mi"),
                    "containerSecurityContext": confined,
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
                    "configuration": {
                        "backupStorageLocation": [
                            {
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
                        ]
                    },
                    "schedules": {
                        "nightly": {"schedule": "0 2 * * *", "template": {"ttl": KEPT, "snapshotVolumes": False}}
                    },
                    "snapshotsEnabled": False,
                    "deployNodeAgent": False,
                    # A job of the chart would bring kubectl, one more image. Helm installs the kinds the first time;
                    # docs/operations.md says how they are upgraded.
                    "upgradeCRDs": False,
                    "nodeSelector": dict(USER_NODES),
                },
            ),
        ),
    )
