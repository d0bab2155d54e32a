"""Bootstrap stack: what is inside the cluster on its first day."""

from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from aks_baseline.names import Names
from config.model import BaselineConfig
from stacks.base import BaselineStack
from stacks.cluster import ClusterLinks

# The Entra application behind every AKS cluster's sign-in (Azure page "Use kubelogin to authenticate users in AKS").
AKS_ENTRA_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630"


class BootstrapStack(BaselineStack):
    """A namespace for each workload, made as whoever runs Terraform: kubelogin asks Entra, no certificate is
    involved.
    """

    def __init__(
        self, scope: Construct, id_: str, *, config: BaselineConfig, names: Names, cluster: ClusterLinks
    ) -> None:
        super().__init__(scope, id_, config=config, names=names, subscription_id=config.spoke.subscription_id)
        KubernetesProvider(
            self,
            "kubernetes",
            host=cluster.host,
            cluster_ca_certificate=f"${{base64decode({cluster.ca_certificate})}}",
            exec=[
                KubernetesProviderExec(
                    api_version="client.authentication.k8s.io/v1beta1",
                    command="kubelogin",
                    args=["get-token", "--login", config.operators.login, "--server-id", AKS_ENTRA_SERVER],
                )
            ],
        )
        namespaces = Construct(self, "namespaces")
        for workload in config.workloads:
            NamespaceV1(namespaces, workload.namespace, metadata=NamespaceV1Metadata(name=workload.namespace))
