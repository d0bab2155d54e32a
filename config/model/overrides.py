"""Arguments of single resources that no other field sets."""

from typing import Annotated

from pydantic import JsonValue

from config.model.text import form

ResourceAddress = Annotated[
    str,
    form(
        r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+$",
        "a stack, and behind a dot the Terraform address of a resource in it",
        "cluster.azurerm_kubernetes_cluster.cluster",
    ),
]
ArgumentPath = Annotated[
    str,
    form(
        r"^[a-z][A-Za-z0-9_-]*(\[[0-9]{1,3}\])?(\.[A-Za-z0-9_-]+(\[[0-9]{1,3}\])?)*$",
        "names of arguments joined by dots, with the number of a block in brackets where there can be several",
        "auto_scaler_profile.expander",
    ),
]
Overrides = dict[ResourceAddress, dict[ArgumentPath, JsonValue]]
