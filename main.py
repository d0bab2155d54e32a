"""Synthesizes the AKS baseline: turns one configuration file into Terraform JSON for four stacks."""

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / root) for root in ("", "constructs")]  # source root: constructs/README.md

from terminal.interruption import end_with

end_with("interrupted: nothing was written")  # before the imports, which take as long as the synthesis

import fast_providers

PROVIDERS = [f"cdktf_cdktf_provider_{name}" for name in ("azurerm", "kubernetes", "helm")]
fast_providers.enable(os.environ, ahead=PROVIDERS)  # must run before any import of cdktf

from config.load import load
from config.problem import ConfigError
from terminal.output_folder import OutputError, chosen, replaced, state_folder
from terminal.provider_locks import LockError, lock, locks_file
from terminal.screen import report
from terminal.summary import summary


def main() -> int:
    """Synthesize the configuration and return the exit status."""
    file, out = chosen(os.environ)
    try:
        loaded = load(file)
        with replaced(out) as folder:
            from stacks import synthesize

            only = os.environ.get("BASELINE_ONLY", "").split()
            synthesize(loaded, folder, state_folder=state_folder(out), only=only)
            lock(folder, file=locks_file(file))
    except (ConfigError, LockError, OutputError) as error:
        return report(refused=str(error).splitlines(), environ=os.environ)
    return report(warnings=loaded.warnings, made=summary(loaded, config=file, out=out), environ=os.environ)


if __name__ == "__main__":
    sys.exit(main())
