"""Outputs of the cluster stack, for people."""

from cdktf import TerraformOutput
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.placement import Placement
from config.model import BaselineConfig, Rbac
from stacks.control_plane import ControlPlane
from stacks.kubelogin import sign_in


def cluster_outputs(
    scope: Construct,
    *,
    config: BaselineConfig,
    at: Placement,
    aks: AksCluster,
    control_plane: ControlPlane,
    bastion_id: str | None,
) -> None:
    """Write what people need once the cluster stands.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        at: Resource group.
        aks: The cluster.
        control_plane: Identity of the control plane.
        bastion_id: Bastion of the hub. None: there is none.
    """
    server = config.api_server
    where = f"--name {aks.name} --resource-group {at.resource_group}"
    by_public_name = " --public-fqdn" if server.private and server.public_name else ""
    outputs: dict[str, tuple[str, str]] = {
        "cluster_name": (aks.name, "Name of the cluster"),
        "cluster_id": (aks.id, "Resource id of the cluster"),
        "credentials_command": (
            f"az aks get-credentials {where}{by_public_name}"
            f" && kubelogin convert-kubeconfig {' '.join(sign_in(config.operators))}",
            "Writes a kubeconfig that asks Entra who you are",
        ),
        "control_plane_client_id": (control_plane.client_id, "Client id of the cluster's own identity"),
        "access_groups": (
            ", ".join(_groups(config.rbac)),
            "Entra groups that reach the cluster: put them under access review",
        ),
    }
    if bastion_id:
        outputs["bastion_command"] = (
            f"az aks bastion tunnel {where} --bastion {bastion_id}",
            "Opens a shell whose kubectl reaches the API server through Bastion, "
            + ("from outside the network" if server.private else "from outside operators.ip_ranges"),
        )
    if server.run_command:
        outputs["run_command"] = (
            f"az aks command invoke {where} --command 'kubectl get nodes'",
            "Runs kubectl in the cluster through Azure's own API, from anywhere",
        )
    for name, (value, description) in outputs.items():
        TerraformOutput(scope, name, value=value, description=description)


def _groups(rbac: Rbac) -> tuple[str, ...]:
    return (*rbac.cluster_admin_groups, *rbac.namespace_writer_groups, *rbac.namespace_reader_groups)
