"""Add-ons that the configuration switches on: the spoke caches their images, the bootstrap stack installs them."""

from collections.abc import Iterable, Iterator

from aks_baseline.add_ons.add_on import AddOn
from aks_baseline.add_ons.argo_cd import argo_cd
from aks_baseline.add_ons.flagger import flagger
from aks_baseline.add_ons.kured import kured
from aks_baseline.add_ons.reboot_window import reboot_window
from aks_baseline.add_ons.self_managed_flux import self_managed_flux
from aks_baseline.add_ons.velero import BackupStore, velero
from aks_baseline.cluster.flux import GitRepository
from aks_baseline.foundation.images import CACHED, MICROSOFT, CachedRepository
from config.model import BaselineConfig


def add_ons(config: BaselineConfig, *, registry: str) -> Iterator[AddOn]:
    """Add-ons that are on.

    Args:
        config: The configuration of the cluster.
        registry: Host name of the own registry.
    """
    bootstrap, backup = config.bootstrap, config.backup
    if bootstrap.kured:
        window = config.updates.window
        reboots = reboot_window(
            day=window.day if window.frequency == "Weekly" else None,
            start=window.start,
            hours=window.hours,
            utc_offset=window.utc_offset,
        )
        yield kured(registry=registry, window=reboots)
    if bootstrap.method == "flux_helm" or bootstrap.method == "argocd":
        git = GitRepository(
            url=bootstrap.git.url,
            reference_type=bootstrap.git.reference_type,
            reference_value=bootstrap.git.reference_value,
            path=bootstrap.git.path,
        )
        if bootstrap.method == "argocd":
            yield argo_cd(registry=registry, git=git)
        else:
            yield self_managed_flux(registry=registry, git=git, private=bootstrap.git.auth != "none")
    if bootstrap.flagger:
        yield flagger(registry=registry, workloads=[workload.namespace for workload in config.workloads])
    if backup.mode == "velero":
        named = backup.velero
        store = BackupStore(
            storage_account=named.storage_account,
            container=named.container,
            resource_group=named.resource_group,
            client_id=named.client_id,
        )
        yield velero(registry=registry, store=store)


def cached_repositories(configs: Iterable[BaselineConfig]) -> tuple[CachedRepository, ...]:
    """Repositories that the registry caches: those of the baseline and of add-ons that are on.

    Args:
        configs: The configurations of the clusters that use the registry.
    """
    clusters = list(configs)
    switched_on = [add_on for config in clusters for add_on in add_ons(config, registry="")]
    microsoft = [MICROSOFT] if any(config.egress.mode == "none" for config in clusters) else []
    added = (each for add_on in switched_on for each in add_on.repositories)
    return tuple(dict.fromkeys((*CACHED, *microsoft, *added)))
