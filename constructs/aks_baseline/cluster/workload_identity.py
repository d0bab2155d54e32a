"""Workload identity: an Azure identity for pods, without a secret."""

from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.foundation.placement import Placement

# What AKS writes into the tokens of service accounts (Azure page "Use Microsoft Entra Workload ID with AKS").
AUDIENCE = "api://AzureADTokenExchange"


class WorkloadIdentity(Construct):
    """A managed identity for pods.

    It is made before the cluster, so that its roles are in force when the first pod starts. `trust` names the service
    account later, because only the cluster knows the issuer of its tokens.
    Source: article, "Integrate Microsoft Entra ID for the workload".

    Args:
        name: Name of the identity.
        at: Resource group and region.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, at: Placement) -> None:
        super().__init__(scope, id_)
        self._resource_group = at.resource_group
        identity = UserAssignedIdentity(
            self, "Default", name=name, resource_group_name=at.resource_group, location=at.location
        )
        self.id = identity.id
        self.client_id = identity.client_id
        self.principal_id = identity.principal_id

    def trust(
        self, *, name: str, issuer_url: str, namespace: str, service_account: str, id_: str = "credential"
    ) -> FederatedIdentityCredential:
        """Accept the tokens of one service account.

        Args:
            id_: Construct id, different for every service account.
            name: Name of the federated credential.
            issuer_url: Issuer of the cluster's tokens.
            namespace: Namespace of the service account.
            service_account: Name of the service account.
        """
        return FederatedIdentityCredential(
            self,
            id_,
            name=name,
            resource_group_name=self._resource_group,
            parent_id=self.id,
            issuer=issuer_url,
            subject=f"system:serviceaccount:{namespace}:{service_account}",
            audience=[AUDIENCE],
        )
