"""Sections for Terraform's state, and for the pipelines that plan and deploy with it."""

from typing import Annotated, Literal

from pydantic import Field, Tag

from config.model.base import Section, chosen_by
from config.model.text import ContainerName, Guid, Line, ResourceGroupName, ResourceId, StorageAccountName, form

EnvironmentName = Annotated[
    str, form(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", "letters, digits, hyphens and underscores", "production")
]


class StateEndpoint(Section):
    subnet_id: ResourceId = Field(
        description="Required. Existing subnet that the address is taken from. The spoke's own subnets are made with "
        "this state, so they cannot be it."
    )
    zone_id: ResourceId = Field(
        description="Required. Existing private DNS zone `privatelink.blob.core.windows.net`, which that network and "
        "the pipelines ask."
    )


class GitHub(Section):
    subject_prefix: Annotated[
        str,
        form(
            r"^repo:[^:/\s*?]+/[^:/\s*?]+$",
            "repo:<owner>/<repository>, with the ids if GitHub adds them",
            "repo:contoso/aks",
        ),
    ] = Field(
        description="Required. Beginning of the subject in GitHub's tokens. Repositories that were created or renamed "
        "after June 18, 2026 have ids in it, such as `repo:contoso-123456/aks-456789`: the OIDC settings of the "
        "repository show it."
    )
    plan_environment: EnvironmentName = Field(
        default="plan", description="Optional. Environment of the jobs that plan; the workflows call it plan."
    )
    deploy_environment: EnvironmentName = Field(
        description="Required. Environment of the jobs that deploy this file; the workflows have preproduction and "
        "production."
    )
    pull_requests: bool = Field(
        default=False,
        description="Optional. Also lets jobs of pull requests plan that state no environment. Whoever can push a "
        "branch can then use the identity, without a reviewer.",
    )


class ServiceConnection(Section):
    issuer: Annotated[
        str,
        form(
            r"^https://[^\s?#]+$",
            "the issuer that Azure DevOps shows",
            "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
        ),
    ] = Field(description="Required. Issuer that Azure DevOps shows when a service connection is created by hand.")
    subject: Line = Field(description="Required. Subject identifier that it shows beside the issuer.")


class AzureDevOps(Section):
    plan: ServiceConnection = Field(description="Required. Service connection of the jobs that plan, `aks-plan`.")
    deploy: ServiceConnection = Field(
        description="Required. Service connection of the jobs that deploy this file, such as `aks-production`."
    )


class Pipelines(Section):
    github: GitHub | None = Field(default=None, description="Optional. Workflows of GitHub Actions.")
    azure_devops: AzureDevOps | None = Field(default=None, description="Optional. Pipelines of Azure DevOps.")


class LocalState(Section):
    """Terraform state in files next to the output folder."""

    backend: Literal["local"] = Field(
        default="local",
        description="Optional. Where Terraform keeps its state: files beside the output folder, or a storage account.",
    )
    resource_group_name: None = None
    storage_account_name: None = None
    container_name: ContainerName = "tfstate"
    subscription_id: None = None
    private_endpoint: StateEndpoint | None = None
    pipelines: Pipelines | None = None


class AzureState(Section):
    """Terraform state in a blob container that a team shares."""

    backend: Literal["azurerm"]
    resource_group_name: ResourceGroupName = Field(
        description="Conditional. Resource group of the state's storage account; required if `backend` is azurerm."
    )
    storage_account_name: StorageAccountName = Field(
        description="Conditional. Storage account of the state; required if `backend` is azurerm."
    )
    container_name: ContainerName = Field(
        default="tfstate", description="Optional. Blob container of the state, read if `backend` is azurerm."
    )
    subscription_id: Guid | None = Field(
        default=None,
        description="Optional. Subscription of the state's storage account. Left out, the one of the login is used.",
    )
    private_endpoint: StateEndpoint | None = Field(
        default=None,
        description="Optional. Private endpoint of the storage account, which `make state` makes. Public access is "
        "then off: people and pipelines need a way into that network. Left out, the account has a public address, "
        "and lets in whoever signs in to Entra and has a role.",
    )
    pipelines: Pipelines | None = Field(
        default=None,
        description="Optional. Pipelines that plan and deploy. `make state` makes an identity for each purpose, which "
        "trusts them. Left out, it makes the storage account only.",
    )


State = Annotated[
    Annotated[LocalState, Tag("backend: local")] | Annotated[AzureState, Tag("backend: azurerm")],
    chosen_by("backend", "backend: local", "backend: azurerm"),
]
