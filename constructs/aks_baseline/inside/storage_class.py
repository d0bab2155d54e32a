"""Storage class for disks that survive the loss of a zone."""

from cdktf_cdktf_provider_kubernetes.storage_class_v1 import StorageClassV1, StorageClassV1Metadata
from constructs import Construct

NAME = "managed-csi-premium-zrs"


def zone_redundant_disks(scope: Construct, id_: str) -> StorageClassV1:
    """Make a storage class of disks with copies in three zones, so that a pod can start again in another zone.

    It is not the default class: a claim names it. The region must offer Premium_ZRS.
    Source: article, "Availability zones and multi-region support"; Azure page "Use Azure Disk CSI driver in Azure
    Kubernetes Service (AKS)".

    Args:
        scope: Parent construct.
        id_: Construct id.
    """
    return StorageClassV1(
        scope,
        id_,
        metadata=StorageClassV1Metadata(name=NAME),
        storage_provisioner="disk.csi.azure.com",
        parameters={"skuName": "Premium_ZRS"},
        reclaim_policy="Delete",
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
    )
