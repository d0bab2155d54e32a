"""Protection of what holds data or is known by its address."""

from cdktf import TerraformResourceLifecycle

PROTECTED = TerraformResourceLifecycle(prevent_destroy=True)
"""Terraform refuses to delete or replace such a resource."""


def protection(*, allow_destroy: bool) -> TerraformResourceLifecycle | None:
    """Protection from deletion.

    Args:
        allow_destroy: True takes the protection away.
    """
    return None if allow_destroy else PROTECTED
