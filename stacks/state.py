"""Stack of the state: its storage account, and the identities of the pipelines. Its own state is a local file."""

from typing import Literal

from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_azurerm.data_azurerm_subscription import DataAzurermSubscription
from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesResourceGroup,
    AzurermProviderFeaturesStorage,
)
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.storage_account import (
    StorageAccount,
    StorageAccountBlobProperties,
    StorageAccountBlobPropertiesContainerDeleteRetentionPolicy,
    StorageAccountBlobPropertiesDeleteRetentionPolicy,
)
from cdktf_cdktf_provider_azurerm.storage_container import StorageContainer

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint
from config.facts.regions import has_zones, pair_of
from config.fleet import Fleet
from config.model import AzureState, BaselineConfig
from stacks.base import STATE_FOLDER, tag_everything
from stacks.pipeline_identities import PipelineIdentities

STATE = "state"
"""Name of the stack, and of the file with its state."""

# Days that a deleted state or an overwritten version can be taken back.
RECOVERABLE_DAYS = 30

Copies = Literal["GZRS", "ZRS", "GRS", "LRS"]


class StateStack(TerraformStack):
    """The storage account and container of the state, and the identities of the pipelines if there are any.

    Nobody has a key of the account: callers sign in to Entra. Each version of a state is kept.
    Sources: Azure pages "Store Terraform state in Azure Storage", "Data protection overview" of Blob Storage, "Prevent
    Shared Key authorization for an Azure Storage account".

    Args:
        config: The configuration of the first cluster; naming, tags and state are the same for the whole file.
        fleet: All members of the file, for the subscriptions that pipelines deploy to.
    """

    def __init__(self, scope: App, id_: str, *, config: BaselineConfig, fleet: Fleet) -> None:
        super().__init__(scope, id_)
        state = config.state
        assert isinstance(state, AzureState), "checked in tools/state.py"
        self._lifecycle = protection(allow_destroy=config.safety.allow_destroy)
        LocalBackend(self, path=f"{self.node.get_context(STATE_FOLDER)}/{config.home}/{STATE}.tfstate")
        self._provider(state.subscription_id)
        at = self._group(state, location=config.location)
        account = self._account(state, at=at)
        container = StorageContainer(
            self,
            "container",
            name=state.container_name,
            storage_account_id=account.id,
            container_access_type="private",
            lifecycle=self._lifecycle,
        )
        if state.pipelines:
            login = self._login(state.subscription_id)
            identities = PipelineIdentities(
                self,
                "pipelines",
                pipelines=state.pipelines,
                fleet=fleet,
                name=config.home,
                at=at,
                login_subscription=login.id,
                container_id=container.id,
            )
            self._outputs(identities, login)
        tags = {"Business unit": config.naming.organization, "Application identifier": config.naming.application}
        tag_everything(self, {**tags, "Environment": config.environment, **config.tags})

    def _provider(self, subscription_id: str | None) -> None:
        """The machine that runs this may not reach the blobs, and does not need to."""
        AzurermProvider(
            self,
            "azurerm",
            subscription_id=subscription_id,
            storage_use_azuread=True,
            features=[
                AzurermProviderFeatures(
                    resource_group=[AzurermProviderFeaturesResourceGroup(prevent_deletion_if_contains_resources=True)],
                    storage=[AzurermProviderFeaturesStorage(data_plane_available=False)],
                )
            ],
        )

    def _login(self, subscription_id: str | None) -> DataAzurermSubscription:
        """The subscription of `ARM_SUBSCRIPTION_ID`, which stacks without one of their own are deployed to."""
        provider = None
        if subscription_id:
            provider = AzurermProvider(
                self,
                "azurerm_login",
                alias="login",
                resource_provider_registrations="none",
                features=[AzurermProviderFeatures()],
            )
        return DataAzurermSubscription(self, "login", provider=provider)

    def _group(self, state: AzureState, *, location: str) -> Placement:
        group = ResourceGroup(
            self, "group", name=state.resource_group_name, location=location, lifecycle=self._lifecycle
        )
        return Placement(resource_group=group.name, resource_group_id=group.id, location=location, zones=None)

    def _account(self, state: AzureState, *, at: Placement) -> StorageAccount:
        keep = RECOVERABLE_DAYS
        account = StorageAccount(
            self,
            "account",
            name=state.storage_account_name,
            resource_group_name=at.resource_group,
            location=at.location,
            account_kind="StorageV2",
            account_tier="Standard",
            account_replication_type=_copies(at.location),
            min_tls_version="TLS1_2",
            https_traffic_only_enabled=True,
            shared_access_key_enabled=False,
            default_to_oauth_authentication=True,
            local_user_enabled=False,
            allow_nested_items_to_be_public=False,
            cross_tenant_replication_enabled=False,
            public_network_access_enabled=state.private_endpoint is None,
            blob_properties=StorageAccountBlobProperties(
                versioning_enabled=True,
                delete_retention_policy=StorageAccountBlobPropertiesDeleteRetentionPolicy(days=keep),
                container_delete_retention_policy=StorageAccountBlobPropertiesContainerDeleteRetentionPolicy(days=keep),
            ),
            lifecycle=self._lifecycle,
        )
        if state.private_endpoint:
            private_endpoint(
                self,
                "endpoint",
                name=f"pe-{state.storage_account_name}",
                at=at,
                place=EndpointPlace(
                    subnet_id=state.private_endpoint.subnet_id,
                    zone_id=state.private_endpoint.zone_id,
                    connection="state",
                ),
                resource_id=account.id,
                subresource="blob",
            )
        return account

    def _outputs(self, identities: PipelineIdentities, login: DataAzurermSubscription) -> None:
        values = {
            "tenant_id": login.tenant_id,
            "subscription_id": login.subscription_id,
            "plan_client_id": identities.plan.client_id,
            "deploy_client_id": identities.deploy.client_id,
            "deploy_object_id": identities.deploy.principal_id,
        }
        for name, value in values.items():
            TerraformOutput(self, name, value=value)


def _copies(location: str) -> Copies:
    """Copies in the zones and in the paired region, as far as the region has them."""
    if pair_of(location):
        return "GZRS" if has_zones(location) else "GRS"
    return "ZRS" if has_zones(location) else "LRS"
