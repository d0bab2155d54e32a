"""Kubernetes deployment."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import (
    ITerraformDependable,
    TerraformProviderGeneratorMetadata,
    TerraformResource,
    TerraformResourceLifecycle,
)
from constructs import Construct


def deployment(
    scope: Construct,
    id_: str,
    *,
    name: str,
    namespace: str,
    spec: Mapping[str, Any],
    after: Sequence[ITerraformDependable],
) -> TerraformResource:
    """Make a kubernetes_deployment_v1 whose replicas an autoscaler changes.

    It does not use the provider's Python class: that file of 3.5 MB takes longer to import than all other kinds of the
    bootstrap stack together. tests/test_bootstrap_objects.py compares the result with Kubernetes' own schema.
    Source: page "kubernetes_deployment_v1" of the provider hashicorp/kubernetes.

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the deployment.
        namespace: Name of its namespace.
        spec: Specification in Terraform's JSON: a block is a mapping or a list of mappings. `replicas` is the number at
            the start.
        after: Resources to wait for.
    """
    made = TerraformResource(
        scope,
        id_,
        terraform_resource_type="kubernetes_deployment_v1",
        terraform_generator_metadata=TerraformProviderGeneratorMetadata(provider_name="kubernetes"),
        lifecycle=TerraformResourceLifecycle(ignore_changes=["spec[0].replicas"]),
        depends_on=list(after),
    )
    made.add_override(
        "metadata", {"name": name, "namespace": namespace, "labels": spec["template"]["metadata"]["labels"]}
    )
    made.add_override("spec", spec)
    return made
