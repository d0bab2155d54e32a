"""`make state`: the storage account of the state and the identities of the pipelines, before anything else is deployed.

Its stack is synthesized into `cdktf.out/state-<deployment>`. It keeps its own state in a file,
`terraform.state/<deployment>/state.tfstate`: keep that file, a later run compares with it. The command shows the plan,
asks for the name of the environment and applies the plan. At last it prints what the pipelines need. With VERB=rehearse
it plays the deployment against the stand-in for Azure instead.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from config.load import Loaded, load
from config.problem import ConfigError, Problem
from rehearsal.__main__ import main as rehearsal
from terminal.deployment import run
from terminal.output_folder import DEFAULT_OUT, OutputError, chosen, replaced, state_folder
from terminal.provider_locks import LockError, lock, locks_file
from terminal.request import RefusedError, Request

VERBS = ("deploy", "diff", "destroy")
OTHERS = ("synth", "rehearse")


def synthesized(loaded: Loaded, *, config: Path, folder: Path | None = None) -> Path:
    """Write the stack of the state, and return its output folder.

    Args:
        loaded: The configuration.
        config: Its file.
        folder: Output folder. None: `cdktf.out/state-<deployment>`.

    Raises:
        ConfigError: The configuration keeps its state in files.
    """
    first = loaded.fleet.clusters[0].config
    if first.state.backend != "azurerm":
        need, fix = "azurerm", "state it with resource_group_name and storage_account_name"
        raise loaded.refusal({("state", "backend"): Problem(path="state.backend", got="local", need=need, fix=fix)})
    out = folder or DEFAULT_OUT / f"state-{first.home}"
    with replaced(out) as new:
        from cdktf import App

        from stacks.base import STATE_FOLDER
        from stacks.state import STATE, StateStack

        app = App(outdir=str(new), context={STATE_FOLDER: state_folder(out)}, skip_validation=True)
        StateStack(app, STATE, config=first, fleet=loaded.fleet)
        app.synth()
        lock(new, file=locks_file(config))
    return out


def said(outputs: Mapping[str, str], *, loaded: Loaded, config: Path) -> Iterator[str]:
    """Lines with what the pipelines need: variables, by the environment of their jobs."""
    pipelines = loaded.fleet.clusters[0].config.state.pipelines
    if not pipelines or not outputs:
        return
    github = pipelines.github
    names = {"plan": github.plan_environment, "deploy": github.deploy_environment} if github else {}
    for purpose, environment in names.items():
        yield f"variables of the environment {environment} in GitHub:"
        yield f"  CONFIG={config}"
        yield f"  AZURE_CLIENT_ID={outputs[f'{purpose}_client_id']}"
        yield f"  AZURE_TENANT_ID={outputs['tenant_id']}"
        yield f"  AZURE_SUBSCRIPTION_ID={outputs['subscription_id']}"
    for purpose in ("plan", "deploy") if pipelines.azure_devops else ():
        yield f"service connection of Azure DevOps that runs {purpose}:"
        yield f"  application (client) id {outputs[f'{purpose}_client_id']}, tenant {outputs['tenant_id']}"
        yield f"  variable AZURE_SUBSCRIPTION_ID={outputs['subscription_id']} in the variable group of the same name"
    yield "in the configuration:"
    yield f"  operators.deployer_object_id: {outputs['deploy_object_id']}"


def _outputs(stack: Path, environ: Mapping[str, str]) -> dict[str, str]:
    program = environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    done = subprocess.run([program, "output", "-json"], cwd=stack, env=dict(environ), capture_output=True, check=True)
    return {name: str(each["value"]) for name, each in json.loads(done.stdout).items()}


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="make state", description=__doc__)
    parser.add_argument("verb", choices=[*VERBS, *OTHERS], nargs="?", default="deploy")
    parser.add_argument("--fast", action="store_true", help="shorten the waits of azurerm in a rehearsal")
    given = parser.parse_args(arguments)
    verb, fast = given.verb, ["--fast"] if given.fast else []
    config, _ = chosen(os.environ)
    try:
        loaded = load(config)
        out = synthesized(loaded, config=config)
        if verb in OTHERS:
            print(f"written to {out}")
            return rehearsal(["play", str(config), str(out), *fast]) if verb == "rehearse" else 0
        request = Request.read(verb, [verb, "state", "--skip-synth"], output=out)
        status = run(request, environment_of=loaded.fleet.environment_of, environ=os.environ, variables={})
        if status == 0 and verb == "deploy":
            for line in said(_outputs(out / "stacks" / "state", os.environ), loaded=loaded, config=config):
                print(line)
        return status
    except (ConfigError, LockError, OutputError, RefusedError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
