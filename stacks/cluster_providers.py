"""Providers of what is inside the cluster: kubelogin signs in as whoever runs Terraform."""

from cdktf_cdktf_provider_helm.provider import HelmProvider, HelmProviderKubernetes, HelmProviderKubernetesExec
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from config.model import BaselineConfig
from stacks.api_server import api_server_host
from stacks.cluster_links import ClusterLinks
from stacks.kubelogin import AKS_ENTRA_SERVER, sign_in


def cluster_providers(scope: Construct, *, config: BaselineConfig, aks: ClusterLinks) -> None:
    """Make the providers of Kubernetes and Helm.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        aks: Values of the cluster.
    """
    host = api_server_host(config, aks.host)
    authority = f"${{base64decode({aks.ca_certificate})}}"
    api_version, command = "client.authentication.k8s.io/v1beta1", "kubelogin"
    args = ["get-token", *sign_in(config.operators), "--server-id", AKS_ENTRA_SERVER]
    KubernetesProvider(
        scope,
        "kubernetes",
        host=host,
        cluster_ca_certificate=authority,
        exec=[KubernetesProviderExec(api_version=api_version, command=command, args=args)],
    )
    HelmProvider(
        scope,
        "helm",
        kubernetes=HelmProviderKubernetes(
            host=host,
            cluster_ca_certificate=authority,
            exec=HelmProviderKubernetesExec(api_version=api_version, command=command, args=args),
        ),
    )
