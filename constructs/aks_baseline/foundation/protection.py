"""Protection of what holds data or is known by its address."""

from cdktf import TerraformResourceLifecycle

PROTECTED = TerraformResourceLifecycle(prevent_destroy=True)
"""Terraform refuses to delete or replace such a resource."""


def protection(*, allow_destroy: bool) -> TerraformResourceLifecycle | None:
    """`PROTECTED`, unless the configuration says `safety.allow_destroy`."""
    return None if allow_destroy else PROTECTED
