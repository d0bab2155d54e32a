"""Arguments that azurerm cannot read back after an import, so that the first deployment writes them once more.

Source: azurerm 4.55.0, the Read functions of these resources.
"""

import re

from review.changed_values import changed_values
from review.terraform_plan import PlannedChange

UNREAD = {
    "azurerm_application_gateway": ("trusted_root_certificate.data",),  # Azure does not return certificates
    "azurerm_key_vault_secret": ("value", "value_wo_version"),  # write-only
    "azurerm_kubernetes_cluster": (
        "default_node_pool.temporary_name_for_rotation",  # of azurerm alone
        "storage_profile",  # read as missing where every driver is off
    ),
    "azurerm_kubernetes_cluster_node_pool": ("temporary_name_for_rotation",),
}
POSITION = re.compile(r"\[[^\]]*\]")


def only_unread(change: PlannedChange) -> bool:
    """Whether a change in place writes nothing but what azurerm cannot read."""
    known = UNREAD.get(change.type, ())
    paths = [POSITION.sub("", found.path) for found in changed_values(change.before, change.after)]
    return change.kind == "change" and all(path.startswith(known) for path in paths if known) and bool(known)
