"""Empty local states, so that a stack can be planned before the stacks it depends on are applied."""

import json
from pathlib import Path
from uuid import uuid4

SYNTHESIZED = "cdk.tf.json"


def write_missing(folder: Path) -> None:
    """Write an empty state for each local state that the stack in `folder` reads and that does not exist.

    Terraform refuses to read a local state that does not exist. The backend azurerm writes an empty state by itself
    (Terraform's internal/backend/remote-state/azure/backend_state.go, StateMgr).
    """
    content = json.loads((folder / SYNTHESIZED).read_text())
    for source in content.get("data", {}).get("terraform_remote_state", {}).values():
        if source["backend"] == "local":
            file = folder / source["config"]["path"]
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(_empty(), indent=2))


def _empty() -> dict[str, object]:
    return {"version": 4, "serial": 0, "lineage": str(uuid4()), "outputs": {}, "resources": []}
