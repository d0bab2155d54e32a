"""Builds one construct in an empty stack: that proves that it needs no configuration and no other stack."""

import json
from collections import Counter
from collections.abc import Callable, Mapping

from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_helm.provider import HelmProvider
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider

from aks_baseline.foundation.placement import Placement
from review.terraform import Body

GROUP_ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-alone"
WORKSPACE_ID = f"{GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/la-alone"
SUBNET_ID = f"{GROUP_ID}/providers/Microsoft.Network/virtualNetworks/vnet-alone/subnets/snet-alone"
ZONAL = Placement(resource_group="rg-alone", resource_group_id=GROUP_ID, location="eastus2", zones=["1", "2", "3"])


def synthesized(build: Callable[[TerraformStack], object]) -> Body:
    """Terraform JSON of a stack that holds nothing but the azurerm provider and what `build` makes in it."""
    stack = TerraformStack(Testing.app(), "alone")
    AzurermProvider(stack, "azurerm", features=[AzurermProviderFeatures()])
    build(stack)
    body: Body = json.loads(Testing.synth(stack))
    return body


def inside_cluster(build: Callable[[TerraformStack], object]) -> Body:
    """Terraform JSON of a stack that also holds the providers of Kubernetes and Helm, without a cluster."""

    def build_with_providers(stack: TerraformStack) -> None:
        KubernetesProvider(stack, "kubernetes")
        HelmProvider(stack, "helm")
        build(stack)

    return synthesized(build_with_providers)


def made(body: Body) -> Mapping[str, int]:
    """How many resources of every type the stack holds, without `azurerm_`."""
    return Counter({type_.removeprefix("azurerm_"): len(found) for type_, found in body.get("resource", {}).items()})
