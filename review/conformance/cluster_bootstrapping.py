"""Article, "Add-ons and preview features" and "Cluster bootstrapping"."""

import re

from review.facts import clusters, registry_part
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

EXACT = re.compile(r"v?\d+\.\d+\.\d+")
IMPERATIVE = ("null_resource",)  # terraform_data runs nothing but its provisioners, which are looked for by themselves
FLUX = "microsoft.flux"


def releases(made: Synthesis, *charts: str) -> list[Resource]:
    return [each for each in made.every("helm_release") if each.at("chart") in charts]


def flux_extensions(made: Synthesis) -> list[Resource]:
    return [e for e in made.every("azurerm_kubernetes_cluster_extension") if e.at("extension_type") == FLUX]


def method(made: Synthesis, *methods: str) -> bool:
    return made.config.bootstrap.method in methods


@requirement("OPS-01")
def previews_are_chosen_by_name(made: Synthesis) -> Findings:
    """Preview features are used only where somebody chose them by name."""
    previews = [
        each for each in made.every("azurerm_kubernetes_cluster_extension") if each.at("release_train") == "Preview"
    ]
    previews += [
        each for each in made.resources if each.type == "azapi_resource" and "-preview" in str(each.at("type"))
    ]
    chosen(previews, "preview features")
    for each in previews:
        yield each.deviates("release_train" if each.at("release_train") else "type", "a stable version")


@requirement("OPS-02")
def azure_keeps_add_ons_current(made: Synthesis) -> Findings:
    """Add-ons that Azure keeps current are preferred to charts of our own."""
    for cluster in (yield from clusters(made)):
        for path in ("key_vault_secrets_provider", "oms_agent", "workload_identity_enabled", "azure_policy_enabled"):
            yield from cluster.expects_some(path, "AKS's add-on")
    for release in releases(made, "csi-secrets-store-provider-azure", "gatekeeper", "azure-workload-identity-webhook"):
        yield release.deviates("chart", "AKS's add-on")


@requirement("OPS-03")
def charts_are_pinned(made: Synthesis) -> Findings:
    """Add-ons of others are pinned to one exact version, which people raise."""
    for release in made.every("helm_release"):
        if not EXACT.fullmatch(str(release.at("version"))):
            yield release.deviates("version", "an exact version")


@requirement("OPS-04")
def flux_bootstraps_the_cluster(made: Synthesis) -> Findings:
    """The Flux extension bootstraps the cluster."""
    chosen(method(made, "flux_extension"), "the Flux extension")
    for cluster in (yield from clusters(made)):
        if not any(made.follow(each, "cluster_id") is cluster for each in flux_extensions(made)):
            yield cluster.deviates("name", f"an extension {FLUX}")


@requirement("OPS-05")
def flux_follows_a_repository(made: Synthesis) -> Findings:
    """A Flux configuration follows a folder of a Git repository, for the whole cluster."""
    chosen(method(made, "flux_extension"), "the Flux extension")
    found = made.every("azurerm_kubernetes_flux_configuration")
    if not found:
        yield made.configured("bootstrap.method", found="no Flux configuration", wanted="one")
    for each in found:
        yield from each.expects_some("git_repository.url", "a repository")
        yield from each.expects_some("git_repository.reference_value", "a branch, tag or commit")
        yield from each.expects("scope", "cluster")
        yield from each.expects("namespace", "flux-system")
        if not all(kustomization.get("path") for kustomization in each.blocks("kustomizations")):
            yield each.deviates("kustomizations", "a path of the repository")


@requirement("OPS-06")
def a_pipeline_can_bootstrap(made: Synthesis) -> Findings:
    """A pipeline can bootstrap the cluster instead: then neither Flux nor Argo CD is installed."""
    chosen(method(made, "pipeline"), "bootstrapping by pipeline")
    for each in (*flux_extensions(made), *releases(made, "flux2", "argo-cd")):
        yield each.deviates("name", "nothing that follows Git")


@requirement("OPS-07")
def flux_or_argo_can_be_your_own(made: Synthesis) -> Findings:
    """Flux or Argo CD can be installed by charts that you keep current."""
    chosen(method(made, "flux_helm", "argocd"), "Flux or Argo CD of your own")
    wanted = "flux2" if method(made, "flux_helm") else "argo-cd"
    if not releases(made, wanted):
        yield made.configured("bootstrap.method", found="no release", wanted=f"the chart {wanted}")
    for each in flux_extensions(made):
        yield each.deviates("name", "no Flux extension beside it")


@requirement("OPS-08")
def namespaces_exist_first(made: Synthesis) -> Findings:
    """Bootstrapping makes the namespaces that everything else needs."""
    made_here = {each.name for each in made.of_kind("Namespace")}
    for position, workload in enumerate(made.config.workloads):
        if workload.namespace not in made_here:
            yield made.configured(f"workloads[{position}]", found=workload.namespace, wanted="its namespace")


@requirement("OPS-09")
def the_registry_exists_first(made: Synthesis) -> Findings:
    """What bootstrapping needs exists before the cluster, the registry with its images first."""
    for registry in made.every("azurerm_container_registry"):
        if registry.part != registry_part(made):
            yield registry.deviates("name", "a stack that the cluster builds on")
    for rule in made.every("azurerm_container_registry_cache_rule"):
        if rule.part != registry_part(made):
            yield rule.deviates("name", "a stack that the cluster builds on")


@requirement("OPS-10")
def kured_can_restart_nodes(made: Synthesis) -> Findings:
    """Kured can restart nodes, with its image from the own registry."""
    found = releases(made, "kured")
    chosen(found or made.config.bootstrap.kured, "kured")
    if not found:
        yield made.configured("bootstrap.kured", found="no release", wanted="the chart kured")
    for release in found:
        if "azurecr.io" not in str(release.at("values")) and "registry" not in str(release.at("values")):
            yield release.deviates("values", "an image of the own registry")


@requirement("OPS-11")
def nothing_is_done_by_hand(made: Synthesis) -> Findings:
    """Nothing runs commands: no provisioners and no scripts. kubectl is for emergencies."""
    for resource in made.resources:
        if resource.type in IMPERATIVE or resource.at("provisioner"):
            yield resource.deviates("provisioner" if resource.at("provisioner") else "", "a declared resource")
