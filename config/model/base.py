"""Base classes of the sections, and the sections for names, operators and safety."""

import os
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field

from config.model.text import BusinessName, Guid, form

# Without this, pydantic searches every installed package for plugins, and a plugin could change the models.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# Far longer than any text in a configuration. The longest are known_hosts lines of several servers.
LONGEST_TEXT = 10_000


class NotJudged(Exception):  # noqa: N818 - a signal; the refused field has a problem of its own
    """Raised when code reads a field whose value the model refused."""


class Section(BaseModel):
    """A section of the file. Unknown keys are refused. Values are read-only.

    While a file with mistakes is checked, refused fields are absent. Reading an absent field raises NotJudged.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_max_length=LONGEST_TEXT)

    if not TYPE_CHECKING:  # with this method, a type checker would accept misspelt fields

        def __getattr__(self, name: str) -> Any:
            """Python calls this method only for a missing attribute."""
            if name in type(self).model_fields:
                raise NotJudged(name)
            return super().__getattr__(name)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Selects the model of a section from the value of one field.

    Args:
        field: The deciding field, such as `autoscale`.
        tags: Tags of the models, such as `autoscale: true`. The first tag is used if the field is missing or its value
            matches no tag.
    """

    __name__ = "choice"  # pydantic reads this attribute of a discriminator function

    field: str
    tags: tuple[str, ...]

    def __call__(self, values: Any) -> str:
        given = values.get(self.field) if isinstance(values, dict) else getattr(values, self.field, None)
        tag = f"{self.field}: {str(given).lower() if isinstance(given, bool) else given}"
        return tag if tag in self.tags else self.tags[0]


def chosen_by(field: str, *tags: str) -> Discriminator:
    """Return the discriminator for a section that has several models.

    Args:
        field: The deciding field.
        tags: Tags of the models.
    """
    return Discriminator(Choice(field=field, tags=tags))


Suffix = Annotated[
    str,
    form(r"^[a-z0-9]{3,13}$", "3 to 13 lower-case letters and digits", "bu0001"),
]


class Naming(Section):
    organization: BusinessName = Field(
        description="Required. Business unit that pays, part of every resource name and the `Business unit` tag."
    )
    application: BusinessName = Field(
        description="Required. Application that runs on the cluster, part of resource names and the `Application "
        "identifier` tag."
    )
    suffix: Suffix | None = Field(
        default=None,
        description="Optional. Makes globally unique names unique. Left out, it is the first six characters of a "
        "SHA-256 over organization, application, environment and location, and `spoke.subscription_id` where that is "
        "set.",
    )
    region_in_groups: bool = Field(
        default=True,
        description="Optional. Puts the region into the names of the application's resource groups, so that the same "
        "application fits into a second region of the subscription. false keeps the names of what was deployed "
        "without it: Azure cannot rename a group, and Terraform would make everything in it anew.",
    )


class Operators(Section):
    ip_ranges: tuple[IPv4Network, ...] = Field(
        min_length=1,
        description="Required. Public ranges from which people and pipelines reach the API server and write to "
        "the key vault. "
        "The firewall's own addresses are added to the API server's list by themselves.",
    )
    login: Literal["azurecli", "workloadidentity", "msi", "spn"] = Field(
        default="azurecli",
        description="Optional. How kubelogin signs in for the kubernetes and helm providers. azurecli uses your "
        "`az login`; the others read Terraform's own `ARM_CLIENT_ID`, `ARM_TENANT_ID` and `ARM_CLIENT_SECRET`, and "
        "workloadidentity reads `AZURE_FEDERATED_TOKEN_FILE` outside of GitHub Actions.",
    )
    deployer_object_id: Guid | None = Field(
        default=None,
        description="Optional. Object id of the user, service principal or group that deploys. It may do everything "
        "in the cluster (with `rbac.mode: azure`), make the vault's certificates and write its secrets. Left out, it "
        "is the login that runs Terraform.",
    )


class Safety(Section):
    allow_destroy: bool = Field(
        default=False,
        description="Optional. Lifts `prevent_destroy` from the vault, the registry, workspaces, the cluster and "
        "public addresses.",
    )
