"""Article, "Container image reference"."""

import re

from review.facts import FirewallRule, clusters, firewall_rules, policies, registries, registry_part, roles
from review.requirement import Findings, chosen, requirement
from review.synthesis import Synthesis

PUBLIC_REGISTRIES = ("docker.io", "docker.com", "ghcr.io", "quay.io")
ALLOWED_IMAGES = "febd0533-8e55-448f-b837-bd0e06f16469"  # Azure's built-in policy on allowed images


def images(made: Synthesis) -> list[tuple[str, str, str]]:
    """Stack, object and image of every container."""
    return [
        (each.stack, each.address, str(container["image"]))
        for each in made.of_kind("Deployment", "DaemonSet", "StatefulSet", "Job")
        for container in each.blocks("spec.template.spec.containers")
    ]


def opens(rule: FirewallRule, names: tuple[str, ...]) -> bool:
    return rule.allows and any(each.endswith(names) for each in rule.destinations)


@requirement("IMG-01")
def pulls_are_authenticated(made: Synthesis) -> Findings:
    """The cluster signs in to pull images: no anonymous pull, no admin account, AcrPull for the nodes."""
    for registry in (yield from registries(made)):
        yield from registry.expects("anonymous_pull_enabled", False, None)
        yield from registry.expects("admin_enabled", False, None)
    for cluster in (yield from clusters(made)):
        nodes = (cluster, made.follow(cluster, "kubelet_identity.user_assigned_identity_id"))
        if not any(grant.role == "AcrPull" and grant.principal and grant.principal in nodes for grant in roles(made)):
            yield cluster.deviates("kubelet_identity", "an identity with the role AcrPull")


@requirement("IMG-02")
def a_registry_comes_with_the_architecture(made: Synthesis) -> Findings:
    """A container registry is deployed before the cluster, in the spoke."""
    yield from registries(made)
    for registry in made.every("azurerm_container_registry"):
        if registry.part != registry_part(made):
            yield registry.deviates("name", "a place in the spoke, which outlives clusters")


@requirement("IMG-03")
def public_images_come_through_the_registry(made: Synthesis) -> Findings:
    """Public images are kept in the own registry, and workloads name them there."""
    own = re.compile(r"^[a-z0-9]+\.azurecr\.io/")
    for stack, address, image in images(made):
        if not own.match(image):
            found = next(each for each in made.objects if (each.stack, each.address) == (stack, address))
            yield found.deviates("spec.template.spec.containers", "images of the own registry")
    yield from made.needed("azurerm_container_registry_cache_rule", part=registry_part(made))


@requirement("IMG-04")
def the_registry_has_the_premium_tier(made: Synthesis) -> Findings:
    """The registry's tier fits its purpose: Premium, spread over availability zones."""
    for registry in (yield from registries(made)):
        yield from registry.expects("sku", "Premium")
        if made.config.zones:
            yield from registry.expects("zone_redundancy_enabled", True)


@requirement("IMG-05")
def the_registry_is_closed(made: Synthesis) -> Findings:
    """Nobody reaches the registry from public networks."""
    for registry in (yield from registries(made)):
        yield from registry.expects("public_network_access_enabled", False)
        yield from registry.expects("network_rule_set.default_action", "Deny")


@requirement("IMG-06")
def nothing_depends_on_public_registries(made: Synthesis) -> Findings:
    """Nothing that runs depends on a public registry, and the firewall lets nobody reach one."""
    for stack, address, image in images(made):
        if any(name in image for name in PUBLIC_REGISTRIES):
            found = next(each for each in made.objects if (each.stack, each.address) == (stack, address))
            yield found.deviates("spec.template.spec.containers", "no image of a public registry")
    for rule in firewall_rules(made):
        if opens(rule, PUBLIC_REGISTRIES):
            yield rule.group.deviates("name", f"no rule such as {rule.name} that opens a public registry")


@requirement("IMG-07")
def pulls_are_logged(made: Synthesis) -> Findings:
    """The registry logs who signed in and what was pulled."""
    wanted = {"ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"}
    for registry in (yield from registries(made)):
        settings = made.pointing(registry, "target_resource_id", "azurerm_monitor_diagnostic_setting")
        logged = {log.get("category") for each in settings for log in each.blocks("enabled_log")}
        if not wanted <= logged:
            yield registry.deviates("name", f"a diagnostic setting with {', '.join(sorted(wanted))}")


@requirement("IMG-08")
def an_existing_registry_can_be_used(made: Synthesis) -> Findings:
    """An existing registry can be used: then none is made, and the nodes pull from that one."""
    wanted = made.config.registry.existing_id
    chosen(wanted, "an existing registry")
    for registry in made.every("azurerm_container_registry"):
        yield registry.deviates("name", "no registry beside the existing one")
    if not any(grant.role == "AcrPull" and grant.resource.at("scope") == wanted for grant in roles(made)):
        yield made.configured("registry.existing_id", found=wanted, wanted="a role AcrPull on it")


@requirement("IMG-09")
def other_registries_are_refused(made: Synthesis) -> Findings:
    """Azure Policy refuses images of other registries."""
    found = [policy for policy in policies(made) if policy.definition == ALLOWED_IMAGES]
    if not any(policy.denies for policy in found):
        yield made.configured("policy", found=[each.effect for each in found], wanted="allowed-images in Deny")


@requirement("IMG-10")
def only_the_own_registry_is_allowed(made: Synthesis) -> Findings:
    """The cluster pulls from the own registry only, and AKS's own images from Microsoft's."""
    for policy in policies(made):
        if policy.definition == ALLOWED_IMAGES and policy.denies:
            pattern = str(policy.parameters.get("allowedContainerImagesRegex"))
            anchored = pattern.startswith("^") and pattern.endswith("$")
            hosts = re.findall(r"[a-z0-9-]+(?:\\?\.[a-z0-9-]+)+", pattern)
            others = [host for host in hosts if not re.search(r"(azurecr\\\.io|^mcr\\\.microsoft\\\.com)$", host)]
            if not anchored or not hosts or others or re.search(r"(?<!\\)\.(?![+*])", pattern):
                yield policy.resource.deviates("parameters", "an anchored pattern of the own registry, dots escaped")
