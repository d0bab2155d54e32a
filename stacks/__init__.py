"""The stacks, and their synthesis."""

from collections.abc import Sequence
from pathlib import Path

from cdktf import App

from config.load import Loaded
from stacks.base import STATE_FOLDER
from stacks.compose import compose
from stacks.part import keep, needed


def synthesize(
    loaded: Loaded, out: Path, *, state_folder: str = "../../../terraform.state", only: Sequence[str] = ()
) -> None:
    """Write the Terraform JSON of every stack into the folder `out`.

    Args:
        loaded: The configuration.
        out: A folder that exists.
        state_folder: Where the local backend keeps state, seen from `out/stacks/<stack>`, in which Terraform runs.
        only: Names or patterns of the stacks to write, such as `*-centralus`. Empty: all stacks.

    Raises:
        ConfigError: A pattern matches no stack.

    Raises:
        ConfigError: An override names no resource, no argument of it, or a value that the argument does not take.
    """
    # cdktf's validation runs `terraform version` for each terraform_data, and fails where Terraform is not installed.
    # Its only other check, for a provider in every stack, is a test.
    app = App(outdir=str(out), context={STATE_FOLDER: state_folder}, skip_validation=True)
    compose(app, needed(loaded.fleet, only))
    app.synth()
    if only:
        keep(out, only)
    if loaded.config.overrides:
        from stacks.overrides import override  # reads the provider's schema

        if problems := override(out, loaded.config.overrides):
            raise loaded.refusal(problems)
