"""Plays a lost state: deletes the state of a deployment, imports everything, and plans again."""

import ssl
from collections.abc import Sequence

from rehearsal.adoption.azure_reader import AzureReader
from rehearsal.adoption.id_forms import WITHOUT_IMPORT
from rehearsal.adoption.ids import Ids
from rehearsal.adoption.import_blocks import FILE, imports
from rehearsal.adoption.unread_arguments import only_unread
from rehearsal.azure.cloud import SUBSCRIPTION
from rehearsal.deployment import Deployment, all_unchanged, tell
from rehearsal.stage import StagedStack
from rehearsal.step_report import step
from rehearsal.terraform import TerraformError
from rehearsal.upgrade import readable

# What exists in a state only, and what is written again without harm.
HARMLESS = ("terraform_data.", *(f"azurerm_{kind}." for kind in WITHOUT_IMPORT))


def lose_and_adopt(deployment: Deployment, stacks: Sequence[StagedStack]) -> bool:
    """Lose the state of every stack, and adopt what is deployed.

    Returns:
        False if anything would be created, changed or deleted, other than what exists in a state only.
    """
    for stack in stacks:
        stack.state.unlink()
    azure = deployment.azure
    trust = ssl.create_default_context(cafile=str(azure.certificate))
    reader = AzureReader(token=lambda _: "made-up", proxy=azure.proxy, trust=trust)
    ids = Ids(stacks={stack.name: dict(stack.body) for stack in stacks}, subscription=SUBSCRIPTION)
    good = [_adopt(deployment, stack, ids, reader) for stack in stacks]
    return all(good) and all_unchanged(deployment, stacks)


def _adopt(deployment: Deployment, stack: StagedStack, ids: Ids, azure: AzureReader) -> bool:
    made = imports(ids, stack.name, azure=azure)
    made.write(stack.folder)
    try:
        with step(stack.name, "adopt") as running:
            plan = deployment.plan(stack)
            touched = [each for each in plan.changes if each.kind not in ("keep", "read")]
            touched = [each for each in touched if not each.address.startswith(HARMLESS)]
            changed = [each for each in touched if not only_unread(each)]
            imported = sum(bool(each.imported) for each in plan.changes)
            again = f", {len(touched)} write what cannot be read" if touched and not changed else ""
            running.result = f"{imported} imported, {len(changed)} would change{again}"
            if changed:
                running.details = [line for line in readable(plan) if not line.startswith("  import ")]
        with step(stack.name, "apply") as running:
            running.result = f"{deployment.apply(stack)} done"
    except TerraformError as error:
        tell(str(error).splitlines())
        return False
    finally:
        (stack.folder / FILE).unlink()
    return not changed
