"""A second azurerm, for what lies in another subscription than the rest of a stack."""

from cdktf import TerraformProvider
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

from config.model import BaselineConfig


def hub_provider(scope: Construct, *, config: BaselineConfig) -> TerraformProvider | None:
    """Make the provider for what a stack adds to its hub. None where hub and spoke share a subscription.

    A hub without a stated subscription is in that of the login, wherever the spoke is.

    Args:
        scope: The stack.
        config: The configuration of the spoke or cluster.
    """
    existing = config.hub.existing
    hub = existing.virtual_network_id.split("/")[2] if existing else config.hub.subscription_id
    return _azurerm(scope, "hub", hub) if hub != config.spoke.subscription_id else None


def registry_provider(scope: Construct, *, config: BaselineConfig) -> TerraformProvider | None:
    """Make the provider for what a stack adds to an existing registry. None where it is in the spoke's subscription.

    azurerm looks for a cache rule in the provider's subscription, whatever the registry's id says:
    container_registry_cache_rule_resource.go.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
    """
    if config.registry.existing_id is None:
        return None
    subscription = config.registry.existing_id.split("/")[2]
    return _azurerm(scope, "registry", subscription) if subscription != config.spoke.subscription_id else None


def zone_provider(scope: Construct, *, zone_id: str, subscription_id: str | None) -> TerraformProvider | None:
    """Make the provider for records in a public zone. None where the zone is in the stack's subscription.

    Args:
        scope: The stack.
        zone_id: Zone of Azure DNS.
        subscription_id: Subscription of the stack.
    """
    subscription = zone_id.split("/")[2]
    return _azurerm(scope, "dns", subscription) if subscription != subscription_id else None


def _azurerm(scope: Construct, alias: str, subscription_id: str | None) -> TerraformProvider:
    return AzurermProvider(
        scope,
        f"azurerm_{alias}",
        alias=alias,
        subscription_id=subscription_id,
        resource_provider_registrations="none",
        features=[AzurermProviderFeatures()],
    )
