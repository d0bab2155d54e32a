"""Article, "Add secret management" and "Accessing cluster secrets"."""

import re

from review.conformance.ingress_resources import controllers, traefik
from review.facts import clusters, roles, vaults
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

KEY_MATERIAL = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAccountKey=[A-Za-z0-9+/]{40}")


def classes(made: Synthesis) -> tuple[Resource, ...]:
    """SecretProviderClass objects of the ingress controller."""
    traefik(made)
    return made.of_kind("SecretProviderClass")


@requirement("SEC-01")
def secrets_live_in_the_vault(made: Synthesis) -> Findings:
    """Secrets live in a key vault; no Kubernetes secret holds one in its definition."""
    yield from vaults(made)
    for secret in made.of_kind("Secret"):
        literal = {name: value for name, value in (secret.at("data") or {}).items() if "${" not in str(value)}
        if literal:
            yield secret.deviates("metadata.name", f"{', '.join(literal)} from the vault")


@requirement("SEC-02")
def renewed_secrets_are_picked_up(made: Synthesis) -> Findings:
    """The vault renews secrets, and running pods get them."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("key_vault_secrets_provider.secret_rotation_enabled", True)


@requirement("SEC-03")
def access_to_secrets_is_logged(made: Synthesis) -> Findings:
    """Whoever reads a secret stands in the log."""
    for vault in (yield from vaults(made)):
        settings = made.pointing(vault, "target_resource_id", "azurerm_monitor_diagnostic_setting")
        logs = [log for each in settings for log in each.blocks("enabled_log")]
        if not any(log.get("category") == "AuditEvent" or log.get("category_group") == "audit" for log in logs):
            yield vault.deviates("name", "a diagnostic setting with AuditEvent")


@requirement("SEC-04")
def no_secret_passes_the_pipeline(made: Synthesis) -> Findings:
    """No secret stands in what is synthesized; a secret that comes from outside is a sensitive variable."""
    for resource in made.resources:
        if KEY_MATERIAL.search(str(resource.body)):
            yield resource.deviates("", "no private key in the JSON")
    for stack, content in made.stacks.items():
        for name, variable in content.get("variable", {}).items():
            secret = re.search(r"(key|password|token|secret|pfx|leaf)$", name)
            if secret and not variable.get("sensitive"):
                yield Resource(stack=stack, address=f"variable.{name}", body=variable).deviates("sensitive", True)


@requirement("SEC-05")
def the_vault_has_a_firewall(made: Synthesis) -> Findings:
    """The vault's firewall denies everybody but Azure's trusted services and named ranges."""
    for vault in (yield from vaults(made)):
        yield from vault.expects("network_acls.default_action", "Deny")
        yield from vault.expects("network_acls.bypass", "AzureServices")


@requirement("SEC-06")
def the_vault_is_read_privately(made: Synthesis) -> Findings:
    """Whoever needs secrets reads them through the private endpoint; only operators come from public ranges."""
    operators = {str(each) for each in made.config.operators.ip_ranges}
    operators |= {each.removesuffix("/32") for each in operators}
    for vault in (yield from vaults(made)):
        if not set(vault.at("network_acls.ip_rules") or ()) <= operators:
            yield vault.deviates("network_acls.ip_rules", "no range but operators.ip_ranges")
        yield from vault.expects_none("network_acls.virtual_network_subnet_ids", "none: there is a private endpoint")
        path = "private_service_connection.private_connection_resource_id"
        if not made.pointing(vault, path, "azurerm_private_endpoint"):
            yield vault.deviates("name", "a private endpoint")


@requirement("SEC-07")
def azure_roles_open_the_vault(made: Synthesis) -> Findings:
    """Azure roles decide who may read the vault, not access policies of its own."""
    for vault in (yield from vaults(made)):
        yield from vault.expects("rbac_authorization_enabled", True)
        yield from vault.expects_none("access_policy", "roles instead")
    for policy in made.every("azurerm_key_vault_access_policy"):
        yield policy.deviates("", "a role instead")


@requirement("SEC-08")
def workloads_may_read_secrets(made: Synthesis) -> Findings:
    """Workload identities have the role Key Vault Secrets User, or Reader beside it, on the vault."""
    traefik(made)
    federated = {made.follow(each, "parent_id") for each in made.every("azurerm_federated_identity_credential")}
    for vault in (yield from vaults(made)):
        readers = {
            each.principal for each in roles(made) if each.role == "Key Vault Secrets User" and each.scope is vault
        }
        if not readers & federated - {None}:
            yield vault.deviates("name", "a workload identity with the role Key Vault Secrets User")


@requirement("SEC-09")
def pods_read_the_vault_as_themselves(made: Synthesis) -> Findings:
    """Pods read the vault with a workload identity, not with that of the node."""
    for each in classes(made):
        yield from each.expects_some("spec.parameters.clientID", "the client id of the workload identity")
        yield from each.expects("spec.parameters.usePodIdentity", "false", None)
        yield from each.expects("spec.parameters.useVMManagedIdentity", "false", None)


@requirement("SEC-10")
def aks_brings_the_secrets_driver(made: Synthesis) -> Findings:
    """The Secrets Store CSI driver with its provider for Key Vault is AKS's own add-on."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects_some("key_vault_secrets_provider", "the add-on")


@requirement("SEC-11")
def the_ingress_certificate_is_fetched(made: Synthesis) -> Findings:
    """A SecretProviderClass fetches the controller's certificate and key from the vault."""
    found = classes(made)
    if not found:
        yield made.configured("ingress.controller", found="no SecretProviderClass", wanted="one for the certificate")
    for each in found:
        yield from each.expects("spec.provider", "azure")
        yield from each.expects_some("spec.parameters.keyvaultName", "the vault's name")
        objects = str(each.at("spec.parameters.objects"))
        if "tls.crt" not in objects or "tls.key" not in objects:
            yield each.deviates("spec.parameters.objects", "the aliases tls.crt and tls.key")


@requirement("SEC-12")
def the_certificate_is_mounted_read_only(made: Synthesis) -> Findings:
    """The controller's pods mount the certificate read-only when they start."""
    names = {each.name for each in classes(made)}
    for controller in controllers(made):
        mounted = [each["csi"] for each in controller.blocks("spec.template.spec.volumes") if each.get("csi")]
        good = [
            each
            for each in mounted
            if each.get("driver") == "secrets-store.csi.k8s.io"
            and each.get("readOnly") is True
            and each.get("volumeAttributes", {}).get("secretProviderClass") in names
        ]
        if not good:
            yield controller.deviates("spec.template.spec.volumes", "the SecretProviderClass, mounted read-only")


@requirement("SEC-13")
def another_store_can_be_used(made: Synthesis) -> Findings:
    """The secrets driver can read other stores."""
    others = [each for each in made.of_kind("SecretProviderClass") if each.at("spec.provider") != "azure"]
    chosen(others, "another store of secrets")
    for each in others:
        yield from each.expects_some("spec.provider", "the name of the provider")
