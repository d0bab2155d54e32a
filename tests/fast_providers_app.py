"""A small application over two providers, run by test_fast_providers.py: `python fast_providers_app.py OUT`.

Prints what it loaded and what it got, as JSON.
"""

# ruff: noqa: E402, fast_providers comes before cdktf

import json
import os
import sys

import fast_providers

fast_providers.enable(os.environ)

import cdktf
from cdktf_cdktf_provider_azurerm.firewall import Firewall, FirewallIpConfiguration
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_helm.provider import HelmProvider
from cdktf_cdktf_provider_helm.release import Release

app = cdktf.App(outdir=sys.argv[1])
hub = cdktf.TerraformStack(app, "hub")
AzurermProvider(hub, "azurerm", features=[AzurermProviderFeatures()])
group = ResourceGroup(hub, "group", name="rg-hub", location="eastus2", tags={"env": "test"})
firewall = Firewall(
    hub,
    "firewall",
    name="fw-hub",
    location=group.location,
    resource_group_name=group.name,
    sku_name="AZFW_VNet",
    sku_tier="Standard",
    ip_configuration=[FirewallIpConfiguration(name="first", subnet_id="subnet", public_ip_address_id="address")],
)
cdktf.TerraformOutput(hub, "address", value=firewall.ip_configuration.get(0).private_ip_address)
workload = cdktf.TerraformStack(app, "workload")
HelmProvider(workload, "helm")
Release(workload, "traefik", name="traefik", chart="traefik", set=[{"name": "subnet", "value": firewall.id}])
app.synth()

json.dump(
    {
        "modules": sorted(name for name in sys.modules if name.startswith("cdktf_cdktf_provider_")),
        "returned": type(firewall.ip_configuration.get(0)).__qualname__,
        "node_options": os.environ.get("NODE_OPTIONS"),
    },
    sys.stdout,
)
