"""Value that cannot change."""

from cdktf import DataResource, TerraformResourceLifecycle
from constructs import Construct


def pin(scope: Construct, id_: str, value: str, *, allow_destroy: bool) -> None:
    """Make Terraform refuse a plan that changes `value`, before anything else of the plan is done.

    For what Azure refuses to change while it is in use, after other parts have changed already: the prefix of a subnet.
    Source: Terraform pages "The terraform_data Managed Resource Type" and "The lifecycle Meta-Argument".

    Args:
        scope: Parent construct.
        id_: Construct id, which Terraform's refusal shows: say what cannot change.
        value: The value.
        allow_destroy: True lets it change.
    """
    DataResource(
        scope,
        id_,
        triggers_replace={"value": value},
        lifecycle=None if allow_destroy else TerraformResourceLifecycle(prevent_destroy=True),
    )
