"""A second azurerm for the hub, where it lives in another subscription."""

from cdktf import TerraformProvider
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

from config.model import BaselineConfig


def hub_provider(scope: Construct, *, config: BaselineConfig) -> TerraformProvider | None:
    """Make the provider for what a stack adds to its hub. None where hub and spoke share a subscription.

    Args:
        scope: The stack.
        config: The configuration of the spoke or cluster.
    """
    hub, spoke = config.hub.subscription_id, config.spoke.subscription_id
    if not hub or hub == spoke:
        return None
    return AzurermProvider(
        scope,
        "azurerm_hub",
        alias="hub",
        subscription_id=hub,
        resource_provider_registrations="none",
        features=[AzurermProviderFeatures()],
    )
