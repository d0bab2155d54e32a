"""Ingress, DNS names, certificates, secrets and egress rules."""

from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import CertificateName, Domain, PemCertificate, ResourceId, form

Duration = Annotated[
    str,
    form(r"^[1-9][0-9]{0,4}[smh]$", "a time in seconds, minutes or hours", "2m"),
]


class Ingress(Section):
    controllers: int = Field(
        default=1, ge=1, le=50, description="Optional. Ingress controllers to keep a load balancer address for."
    )
    load_balancer_ip: IPv4Address = Field(
        description="Required. Static address of the ingress controller's internal load balancer, inside "
        "`spoke.subnets.ingress`."
    )
    controller: Literal["traefik", "agic", "none"] = Field(
        default="traefik",
        description="Optional. traefik runs in the first workload's namespace, behind an internal load balancer. agic "
        "is AKS's Application Gateway Ingress Controller: the gateway calls the pods themselves, in plain HTTP, and "
        "the controller writes its listeners and rules. none leaves the choice to you.",
    )
    replicas: int = Field(
        default=2, ge=2, le=20, description="Optional. Pods of the ingress controller, each on a node of its own."
    )
    max_unavailable: int = Field(
        default=1,
        ge=1,
        description="Optional. Pods of the ingress controller that may be missing while nodes drain or it is "
        "updated; with 0 none can.",
    )
    via_firewall: bool = Field(
        default=False,
        description="Optional. Leads clients through the hub's firewall to the gateway, which then has a private "
        "listener. The gateway's web application firewall sees the firewall's address instead of the clients'. Not "
        "recommended; for one cluster of a hub.",
    )


class PrivateZones(Section):
    registry: ResourceId | None = Field(
        default=None, description="Optional. Zone privatelink.azurecr.io. Left out, the spoke makes one."
    )
    key_vault: ResourceId | None = Field(
        default=None, description="Optional. Zone privatelink.vaultcore.azure.net. Left out, the spoke makes one."
    )
    blob: ResourceId | None = Field(
        default=None,
        description="Optional. Zone privatelink.blob.core.windows.net, for the storage account of AKS backup and for "
        "`monitoring.private_link`. Left out, the spoke makes one where it needs it.",
    )
    monitor: ResourceId | None = Field(
        default=None,
        description="Optional. Zone privatelink.monitor.azure.com, for `monitoring.private_link`. Left out, the spoke "
        "makes one with it.",
    )
    oms: ResourceId | None = Field(
        default=None,
        description="Optional. Zone privatelink.oms.opinsights.azure.com, for `monitoring.private_link`. Left out, the "
        "spoke makes one with it.",
    )
    ods: ResourceId | None = Field(
        default=None,
        description="Optional. Zone privatelink.ods.opinsights.azure.com, for `monitoring.private_link`. Left out, the "
        "spoke makes one with it.",
    )
    agents: ResourceId | None = Field(
        default=None,
        description="Optional. Zone privatelink.agentsvc.azure-automation.net, for `monitoring.private_link`. Left "
        "out, the spoke makes one with it.",
    )


class Dns(Section):
    domain: Domain = Field(
        description="Required. Public domain: clients ask for bicycle.<domain>, the backend is *.aks-ingress.<domain>."
    )
    use_hub: bool = Field(
        default=False,
        description="Optional. Lets the spoke resolve through the firewall's DNS proxy and links private zones "
        "to the hub too.",
    )
    public_zone_id: ResourceId | None = Field(
        default=None,
        description="Optional. Azure DNS zone of `domain`, in which bicycle.<domain> is kept at the gateway's address. "
        "Left out, whoever owns the domain makes that record.",
    )
    private_zones: PrivateZones = Field(
        default=PrivateZones(),
        description="Optional. Private DNS zones of a central team, which links them to the networks. The deployer "
        "needs Private DNS Zone Contributor on each.",
    )


class Tls(Section):
    gateway_certificate: CertificateName | None = Field(
        default=None,
        description="Optional. Certificate for bicycle.<domain>, which you imported into the cluster's key vault. "
        "Left out, the vault issues one by itself, which no browser trusts.",
    )
    ingress_certificate: CertificateName | None = Field(
        default=None,
        description="Optional. Certificate for *.aks-ingress.<domain>, with its issuers up to the root, which you "
        "imported into the cluster's key vault. Left out, `make certificates` makes one, signed by a private CA.",
    )
    ingress_root: PemCertificate | None = Field(
        default=None,
        description="Conditional. CA certificate at the root of `ingress_certificate`, as PEM, which the gateway "
        "trusts; required with it and refused without it. It is public.",
    )
    to_pod: bool = Field(
        default=False,
        description="Optional. true encrypts the last hop too: Traefik calls the sample workload over HTTPS and checks "
        "its certificate, which is the ingress controller's own. Other workloads ask for it with annotations on their "
        "services, as docs/operations.md says. It costs time at every request.",
    )


class EtcdKey(Section):
    key_id: Annotated[
        str,
        form(
            r"^https://[a-z0-9-]{3,24}\.vault\.azure\.net/keys/[A-Za-z0-9-]{1,127}/[0-9a-f]{32}$",
            "the id of a key with its version, https://<vault>.vault.azure.net/keys/<name>/<version>",
            "https://kv-central.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef",
        ),
    ] = Field(
        description="Required. Key of yours, without an expiry date. After a change, write every secret anew as "
        "docs/operations.md says, and keep the old key until the change after it: a cluster without its key is lost."
    )
    vault_id: ResourceId = Field(
        description="Required. Key vault with the key, with Azure roles as its permission model and with purge "
        "protection. The deployer needs User Access Administrator on it. A private one is in "
        "the cluster's subscription."
    )
    network: Literal["public", "private"] = Field(
        default="private",
        description="Optional. private: the vault refuses public traffic, and the API server reaches it through an "
        "endpoint that AKS makes; it needs `api_server.vnet_integration`. public: the vault has no firewall at all, "
        "which AKS requires then.",
    )


class Secrets(Section):
    existing_vault_id: ResourceId | None = Field(
        default=None,
        description="Optional. Existing key vault for the certificates, with Azure roles as its permission model. The "
        "deployer needs User Access Administrator on it and a way to its data plane. Left out, a vault is made.",
    )
    rotation: bool = Field(
        default=True, description="Optional. Fetches renewed certificates and secrets from the vault into running pods."
    )
    rotation_interval: Duration = Field(
        default="2m", description="Optional. How often the vault is asked, such as 2m; not read without `rotation`."
    )
    etcd_key: EtcdKey | None = Field(
        default=None,
        description="Optional. Encrypts Kubernetes secrets in etcd with a key of yours, beside Azure's own encryption. "
        "Left out, Azure's own keys are used alone.",
    )
