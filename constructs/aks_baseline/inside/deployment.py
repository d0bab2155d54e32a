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
    """Make a kubernetes_deployment_v1. `spec`: as Terraform's JSON has it, every block a mapping or a list of them.

    Its replicas are where it starts; from then on they are an autoscaler's business.

    Not through the provider's Python class: that one file of 3.5 MB takes longer to import than all the other kinds in
    the bootstrap stack together. tests/test_bootstrap_objects.py holds the outcome against Kubernetes' own schema.
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
