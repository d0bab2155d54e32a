"""Password of the administrator of Windows nodes: a Terraform variable, so that it never passes through Python."""

from cdktf import TerraformVariable
from constructs import Construct

# Azure page "Create a Windows Server container on an Azure Kubernetes Service (AKS) cluster".
SHORTEST, LONGEST = 14, 123


def windows_password(scope: Construct) -> str:
    """Make the sensitive variable of the password, and return the reference to it.

    Args:
        scope: The stack.
    """
    password = TerraformVariable(
        scope,
        "windows_admin_password",
        type="string",
        description=f"Password of the administrator of Windows nodes, {SHORTEST} to {LONGEST} characters.",
        sensitive=True,
        nullable=False,
    )
    length = "length(var.windows_admin_password)"
    password.add_validation(
        condition=f"${{{length} >= {SHORTEST} && {length} <= {LONGEST}}}",
        error_message=f"windows_admin_password needs {SHORTEST} to {LONGEST} characters.",
    )
    reference: str = password.string_value
    return reference
