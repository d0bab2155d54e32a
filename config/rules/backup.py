"""Rules on `backup`. Azure page "Azure Kubernetes Service backup support matrix" lists what AKS backup cannot do."""

import re

from config.facts.regions import has_zones, pair_of
from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses

MATRIX = 'Azure page "Azure Kubernetes Service backup support matrix"'
# Azure page "Azure virtual machine sizes naming conventions": the letter p after the number of vCPU means Arm.
ARM = re.compile(r"Standard_[A-Z]+[0-9]+(-[0-9]+)?[a-z]*p[a-z]*_", re.IGNORECASE)


@refuses
def backups_take_snapshots(config: BaselineConfig) -> Findings:
    """AKS backup needs the CSI driver for disks and the snapshot controller. BC-31."""
    if config.backup.mode != "aks_extension":
        return
    for field in ("disk_driver", "snapshot_controller"):
        if not getattr(config.storage, field):
            need = f"true with backup.mode: aks_extension ({MATRIX})"
            yield Problem(path=f"storage.{field}", got="false", need=need, fix="turn it on, or set backup.mode: none")


@refuses
def backups_run_on_supported_nodes(config: BaselineConfig) -> Findings:
    """AKS backup does not support Arm and Windows nodes. BC-31."""
    if config.backup.mode != "aks_extension":
        return
    for position, pool in enumerate(config.node_pools):
        need = f"no {{}} nodes with backup.mode: aks_extension ({MATRIX})"
        fix = "choose other nodes, or set backup.mode: none"
        if ARM.match(pool.vm_size):
            path = f"node_pools[{position}].vm_size"
            yield Problem(path=path, got=pool.vm_size, need=need.format("Arm"), fix=fix)
        if pool.os_sku.startswith("Windows"):
            path = f"node_pools[{position}].os_sku"
            yield Problem(path=path, got=pool.os_sku, need=need.format("Windows"), fix=fix)


@refuses
def backups_are_copied_where_azure_can(config: BaselineConfig) -> Findings:
    """Zone-redundant backups need a region with zones, geo-redundant backups a region with a pair. BC-24, BC-31."""
    if config.backup.mode != "aks_extension":
        return
    path, redundancy = "backup.aks.redundancy", config.backup.aks.redundancy
    if redundancy == "zone" and not has_zones(config.location):
        need = f"local or geo, as location {config.location} has no availability zones"
        yield Problem(path=path, got="zone", need=f'{need} (Azure page "Azure Storage redundancy")', fix="change it")
    if redundancy == "geo" and pair_of(config.location) is None:
        need = f"local or zone, as location {config.location} has no paired region that is known here"
        yield Problem(path=path, got="geo", need=f'{need} (Azure page "Azure Storage redundancy")', fix="change it")
