"""Values for the variables of a stack that the rehearsal makes up. No secret of the user is read."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from config.model import BaselineConfig
from tools.certificates import wildcard
from tools.ingress_variables import EXPIRY, LEAF, ROOT
from tools.private_ca import make_leaf, make_root, pem

PREFIX = "TF_VAR_"
BY_TYPE = {"number": "1", "bool": "true", "list": "[]", "set": "[]", "tuple": "[]", "map": "{}", "object": "{}"}


def certificate(config: BaselineConfig) -> dict[str, str]:
    """Make an ingress certificate and its CA, as `make certificates` does, and keep them in memory.

    Args:
        config: configuration; its domain is in the certificate.
    """
    now = datetime.now(UTC)
    root = make_root(name="rehearsal", now=now)
    leaf = make_leaf(host=wildcard(config), root=root, now=now)
    root_pem = pem(root.certificate).decode()
    whole = pem(leaf.certificate).decode() + root_pem + leaf.key_pem.decode()
    return {ROOT: root_pem, LEAF: whole, EXPIRY: str(int(leaf.certificate.not_valid_after_utc.timestamp()))}


def variables(stack: Mapping[str, Any], *, given: Mapping[str, str]) -> dict[str, str]:
    """Environment variables for the variables of a stack: given ones, and samples where there is no default.

    Args:
        stack: Terraform JSON of the stack.
        given: values by name of the environment variable.
    """
    found = {}
    for name, stated in stack.get("variable", {}).items():
        if f"{PREFIX}{name}" in given:
            found[f"{PREFIX}{name}"] = given[f"{PREFIX}{name}"]
        elif "default" not in stated:
            found[f"{PREFIX}{name}"] = _sample(str(stated.get("type", "string")))
    return found


def _sample(type_: str) -> str:
    """Sample of a Terraform type, which cdktf writes as `${list(string)}` or `list(string)`."""
    outer = re.match(r"(?:\$\{)?(\w+)", type_)
    return BY_TYPE.get(outer[1] if outer else "", "made-up-Value-1")
