"""Base of all stacks: the azurerm provider and a backend."""

from collections.abc import Mapping, Sequence
from typing import Literal

from cdktf import AzurermBackend, ITerraformDependable, LocalBackend, TerraformResource, TerraformStack
from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesKeyVault,
    AzurermProviderFeaturesResourceGroup,
    AzurermProviderFeaturesStorage,
)
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from stacks.site import Site

# Not in azurerm's default set, and needed for Flux, managed Prometheus and its alerts.
RESOURCE_PROVIDERS = ("Microsoft.AlertsManagement", "Microsoft.KubernetesConfiguration", "Microsoft.Monitor")

# Key of the application's context: the folder of the local backend, seen from where Terraform runs.
STATE_FOLDER = "state_folder"

# Secrets and certificates in a key vault have no cost of their own, and take 15 tags where resources take 50 (Azure
# pages "About Azure Key Vault secrets" and "About Azure Key Vault certificates").
UNTAGGED = ("KeyVaultCertificate", "KeyVaultSecret")


Part = Literal["hub", "spoke", "cluster", "bootstrap", "registry", "router", "fleet"]


class BaselineStack(TerraformStack):
    """A stack with its own state: a file beside the output folder, or a blob of the state's storage account.

    Args:
        part: Kind of the stack, part of its state's name. It stays when a growing fleet renames the stack.
        site: Names, region, tags, state and protection.
        subscription_id: Subscription of its resources. None: `ARM_SUBSCRIPTION_ID` of whoever plans.
        further_providers: Resource providers that only some options need.
        private_storage: True if the stack has a storage account, which nobody reaches from outside the network. azurerm
            then does not wait for its blobs to answer.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        part: Part,
        site: Site,
        subscription_id: str | None = None,
        private_storage: bool = False,
        further_providers: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.site = site
        self.lifecycle = protection(allow_destroy=site.allow_destroy)
        self._backend(part)
        AzurermProvider(
            self,
            "azurerm",
            subscription_id=subscription_id,
            resource_providers_to_register=[*RESOURCE_PROVIDERS, *further_providers],
            storage_use_azuread=True,
            features=[
                AzurermProviderFeatures(
                    # azurerm recovers a deleted vault with its certificates, and purges it only if destroying is
                    # allowed.
                    key_vault=[
                        AzurermProviderFeaturesKeyVault(
                            purge_soft_delete_on_destroy=site.allow_destroy,
                            recover_soft_deleted_key_vaults=True,
                        )
                    ],
                    resource_group=[AzurermProviderFeaturesResourceGroup(prevent_deletion_if_contains_resources=True)],
                    storage=[AzurermProviderFeaturesStorage(data_plane_available=False)] if private_storage else None,
                )
            ],
        )

    def group(self, id_: str, *, name: str, after: Sequence[ITerraformDependable] = ()) -> Placement:
        """Make a resource group.

        Args:
            id_: Construct id.
            name: Name of the group.
            after: What the group, and with it all resources in it, waits for.

        Returns:
            The placement of resources in the group.
        """
        group = ResourceGroup(self, id_, name=name, location=self.site.location, depends_on=list(after) or None)
        return Placement(
            resource_group=group.name,
            resource_group_id=group.id,
            location=self.site.location,
            zones=list(self.site.zones) or None,
        )

    def _backend(self, part: Part) -> None:
        state, home = self.site.state, self.site.state_key
        stack = f"{part}-{self.site.label}" if self.site.label else part
        if state.backend == "local":
            LocalBackend(self, path=f"{self.node.get_context(STATE_FOLDER)}/{home}/{stack}.tfstate")
        else:
            AzurermBackend(
                self,
                resource_group_name=state.resource_group_name,
                storage_account_name=state.storage_account_name,
                container_name=state.container_name,
                key=f"{home}/{stack}.tfstate",
                subscription_id=state.subscription_id,
                use_azuread_auth=True,
            )


def tag_everything(stack: TerraformStack, tags: Mapping[str, str]) -> None:
    """Set the tags of all resources that take tags. Cost reports use them.

    Source: article, "Cost management".

    Args:
        stack: Stack of the resources.
        tags: Tags by name.
    """
    # Azure Private DNS drops the spaces in a tag's name, and Terraform would plan the tag again for ever
    # (hashicorp/terraform-provider-azurerm#6129).
    spaceless = {name.replace(" ", ""): value for name, value in tags.items()}
    for node in stack.node.find_all():
        if type(node).__name__ in UNTAGGED:
            continue
        if isinstance(node, TerraformResource) and hasattr(type(node), "tags"):
            private_dns = type(node).__name__.startswith("PrivateDns")
            setattr(node, "tags", spaceless if private_dns else tags)  # noqa: B010 - not an attribute of TerraformResource
