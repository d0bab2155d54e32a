"""Checks a synthesis with Terraform, without Azure.

`python -m rehearsal validate`, `python -m rehearsal play --fast`.

Without arguments, configuration and output folder are those of `make synth`: BASELINE_CONFIG and CDKTF_OUTDIR. The
exit status is 1 if something is wrong, 2 for invalid input, and 3 if Terraform or the azurerm provider cannot be had.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]  # same as main.py

from config.load import load
from config.problem import ConfigError
from rehearsal import limits, samples
from rehearsal.adoption.azure_reader import AzureReader, ReadError
from rehearsal.adoption.ids import Ids
from rehearsal.adoption.import_blocks import imports, said
from rehearsal.adoption.rehearse import lose_and_adopt
from rehearsal.azure.server import StandIn
from rehearsal.deployment import Deployment, play, tear_down, tell_findings
from rehearsal.stage import Stage
from rehearsal.step_report import say
from rehearsal.terraform import Terraform, TerraformError, UnavailableError
from rehearsal.upgrade import apply_base, upgrade
from rehearsal.validation import validate
from review.difference import BaseError, base_folder
from review.terraform import read
from terminal.interruption import UNDO, end_with
from terminal.output_folder import MANIFEST, chosen
from terminal.summary import ordered_stacks

WRONG, BAD_INPUT, UNAVAILABLE = 1, 2, 3


def check(arguments: Namespace) -> int:
    """Validate every stack."""
    terraform = Terraform(environ=os.environ)
    UNDO.callback(terraform.stop)
    return 0 if validate(terraform, arguments.out, folder=_temporary()) else WRONG


def rehearse(arguments: Namespace) -> int:
    """Deploy to the stand-in and destroy everything. With a base, deploy the base first."""
    deployment = _deployment(arguments)
    begun = time.monotonic()
    say(f"{arguments.config}, against a stand-in for Azure on this machine")
    if arguments.fast:
        say("--fast: the waits of azurerm take a thirty-second of their time, in a copy of the provider")
    run = _upgrade if arguments.base else _deploy
    good = run(deployment, arguments)
    good = tear_down(deployment) and good
    tell_findings(deployment.azure)
    say("a rehearsal cannot know:")
    for each in limits.UNKNOWN:
        say(f"  {each}")
    say(f"rehearsal {'passed' if good else 'FAILED'} in {time.monotonic() - begun:.0f} s")
    return 0 if good else WRONG


def _deploy(deployment: Deployment, arguments: Namespace) -> bool:
    stacks = deployment.copy(arguments.out)
    good = play(deployment, stacks)
    return lose_and_adopt(deployment, stacks) and good if arguments.adopt and not deployment.failed else good


def _upgrade(deployment: Deployment, arguments: Namespace) -> bool:
    with base_folder(arguments.base, config=arguments.config, out=arguments.out) as base:
        say(f"first {arguments.base}, then {arguments.config}")
        if not apply_base(deployment, deployment.copy(base)):
            return False
        return upgrade(deployment, deployment.copy(arguments.out))


def _deployment(arguments: Namespace) -> Deployment:
    loaded, folder = load(arguments.config), _temporary()
    config = loaded.config
    deployment = Deployment(
        stage=Stage(folder=folder),
        terraform=Terraform(environ=os.environ),
        azure=StandIn(folder, log=arguments.log),
        given=samples.certificate(config),
        location=config.location,
        fast=arguments.fast,
    )
    stated = {each.config.operators.deployer_object_id for each in loaded.fleet.clusters}
    deployment.azure.cloud.deployers |= {each for each in stated if each}
    UNDO.callback(deployment.stop)
    return deployment


def adopt(arguments: Namespace) -> int:
    """Write import blocks for what is deployed."""
    ids = Ids(stacks=read(arguments.out), subscription=arguments.subscription)
    if not arguments.subscription:
        print("ARM_SUBSCRIPTION_ID: not set - set it to the subscription that was deployed to", file=sys.stderr)
        return BAD_INPUT
    files, _ = ordered_stacks(arguments.out)
    played = [name for name in files if not name.startswith("bootstrap")]
    made = [imports(ids, name, azure=AzureReader()) for name in played]
    for each in made:
        each.write(files[each.stack].parent)
    for line in said(made):
        say(line)
    say("next: make diff. Deploy only if it would import everything, and change nothing but terraform_data")
    return 0


def _temporary() -> Path:
    return Path(UNDO.enter_context(TemporaryDirectory(prefix="rehearsal-", ignore_cleanup_errors=True)))


def parser() -> ArgumentParser:
    """Return the parser for the commands and their arguments."""
    whole = ArgumentParser(prog="python -m rehearsal")
    commands = whole.add_subparsers(required=True)
    config, out = chosen(os.environ)
    for name, run, about in (
        ("validate", check, "terraform init and terraform validate on every stack"),
        ("adopt", adopt, "write import blocks beside the stacks, for a lost state"),
        ("play", rehearse, "deploy to a stand-in for Azure: plan, apply, plan again, destroy"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("config", type=Path, nargs="?", default=config, help="configuration that was synthesized")
        command.add_argument("out", type=Path, nargs="?", default=out, help="its output folder")
        command.set_defaults(run=run)
        if run is adopt:
            subscription = os.environ.get("ARM_SUBSCRIPTION_ID", "")
            command.add_argument("--subscription", default=subscription, help="subscription that was deployed to")
        if run is rehearse:
            command.add_argument("--fast", action="store_true", help="shorten the waits of azurerm, in a copy of it")
            command.add_argument("--base", default="", help="output folder, file or git ref to deploy first")
            command.add_argument("--adopt", action="store_true", help="lose the state after the deployment, and adopt")
            command.add_argument("--log", type=Path, help="file for the requests to the stand-in, one JSON line each")
    return whole


def main(arguments: list[str]) -> int:
    """Run one command. Ctrl-C ends Terraform, its providers and the stand-in, and removes the temporary folder."""
    given = parser().parse_args(arguments)
    run: Callable[[Namespace], int] = given.run
    end_with("interrupted: nothing was left behind")
    try:
        with UNDO:
            if not (given.out / MANIFEST).exists():
                print(f"{given.out}: holds no synthesized stacks - run make synth first", file=sys.stderr)
                return BAD_INPUT
            return run(given)
    except (BaseError, ConfigError, ReadError, TerraformError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except UnavailableError as error:
        print(error, file=sys.stderr)
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
