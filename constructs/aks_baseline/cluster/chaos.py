"""Experiment of Chaos Studio with the pods of a workload."""

import json

from cdktf_cdktf_provider_azurerm.chaos_studio_capability import ChaosStudioCapability
from cdktf_cdktf_provider_azurerm.chaos_studio_experiment import (
    ChaosStudioExperiment,
    ChaosStudioExperimentIdentity,
    ChaosStudioExperimentSelectors,
    ChaosStudioExperimentSteps,
    ChaosStudioExperimentStepsBranch,
    ChaosStudioExperimentStepsBranchActions,
)
from cdktf_cdktf_provider_azurerm.chaos_studio_target import ChaosStudioTarget
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant

# Version 2.2 signs in to Entra, which a cluster without local accounts needs. Azure page "Use Microsoft Entra
# authentication with Chaos Studio AKS faults".
FAULT = "PodChaos-2.2"
TARGET = "Microsoft-AzureKubernetesServiceChaosMesh"
SELECTOR = "cluster"
DURATION = "PT5M"


class PodFailure(Construct):
    """The cluster as a target of Chaos Studio, and an experiment: one pod of a namespace fails for five minutes.

    Nobody starts it by itself. Its identity has the two roles that Azure's page names for the fault. It runs faults
    through Chaos Mesh, which the team installs.
    Source: article, "Test with simulations and forced failovers"; Azure pages "Supported resource types and role
    assignments for Chaos Studio" and "Create a chaos experiment that uses a Chaos Mesh fault".

    Args:
        name: Name of the experiment.
        at: Resource group and region.
        cluster_id: The cluster.
        namespace: Kubernetes namespace of the pods.
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, at: Placement, cluster_id: str, namespace: str
    ) -> None:
        super().__init__(scope, id_)
        target = ChaosStudioTarget(
            self, "target", location=at.location, target_resource_id=cluster_id, target_type=TARGET
        )
        fault = ChaosStudioCapability(self, "fault", capability_type=FAULT, chaos_studio_target_id=target.id)
        specification = {"action": "pod-failure", "mode": "one", "selector": {"namespaces": [namespace]}}
        experiment = ChaosStudioExperiment(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            identity=ChaosStudioExperimentIdentity(type="SystemAssigned"),
            selectors=[ChaosStudioExperimentSelectors(name=SELECTOR, chaos_studio_target_ids=[target.id])],
            steps=[
                ChaosStudioExperimentSteps(
                    name="a-pod-fails",
                    branch=[
                        ChaosStudioExperimentStepsBranch(
                            name="pod",
                            actions=[
                                ChaosStudioExperimentStepsBranchActions(
                                    action_type="continuous",
                                    duration=DURATION,
                                    selector_name=SELECTOR,
                                    urn=fault.urn,
                                    parameters={"jsonSpec": json.dumps(specification)},
                                )
                            ],
                        )
                    ],
                )
            ],
        )
        grant(
            self,
            "objects",
            role="Azure Kubernetes Service RBAC Admin",
            on=cluster_id,
            to=experiment.identity.principal_id,
            why="The experiment makes objects of Chaos Mesh",
        )
        grant(
            self,
            "credentials",
            role="Azure Kubernetes Service Cluster User Role",
            on=cluster_id,
            to=experiment.identity.principal_id,
            why="The experiment fetches a kubeconfig",
        )
