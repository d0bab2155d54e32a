"""Rules on networking inside the cluster."""

from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses


@refuses
def cilium_has_overlay(config: BaselineConfig) -> Findings:
    """Cilium requires overlay networking, as pods have no subnet of their own here."""
    # Azure page "Configure Azure CNI Powered by Cilium in Azure Kubernetes Service (AKS)", "Networking options".
    if config.network.policy_engine == "cilium" and config.network.model != "overlay":
        need, fix = "azure or calico with model: azure_cni", "set network.model: overlay, or choose one of them"
        yield Problem(path="network.policy_engine", got="cilium", need=need, fix=fix)
