"""Wrapper around the cdktf CLI, run by `make cdktf` and by `cdktf` in an activated environment.

The prompt of cdktf selects Approve by default, so that typing `no` and Enter approves the plan. Without
`--auto-approve`, this wrapper shows Terraform's plan for each stack, asks for approval, and applies that same plan.
`diff` covers every stack; the `diff` of cdktf covers only the first. All other commands go to cdktf unchanged.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
if not __package__:  # `python terminal` puts this folder first on sys.path
    del sys.path[0]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]  # same as main.py

from config.load import Loaded, load
from config.problem import ConfigError
from terminal.deployment import run
from terminal.interruption import end_with
from terminal.output_folder import chosen
from terminal.request import RefusedError, Request
from terminal.screen import report
from tools.certificates import CertificateError
from tools.ingress_variables import added

CDKTF = ROOT / "node_modules" / ".bin" / "cdktf"
ALLOW_PLACEHOLDERS = "ALLOW_PLACEHOLDERS"
VERBS = {"deploy": "deploy", "apply": "deploy", "destroy": "destroy", "diff": "diff", "plan": "diff", "watch": "watch"}
WITH_OUTPUT = {*VERBS, "synth", "list", "output"}  # commands of cdktf that take the output folder as --output


def main(arguments: list[str]) -> int:
    end_with("interrupted")
    file, out = chosen(os.environ)
    verb = next((VERBS[each] for each in arguments if each in VERBS), "")
    environ = _environment(file)
    try:
        if not verb:
            return _cdktf(arguments, out=out, environ=environ)
        loaded = load(file)
        if verb in ("deploy", "watch"):
            _refuse_placeholders(loaded)
        certificates = added(arguments, fleet=loaded.fleet, given=environ)
        if verb == "watch" or (verb != "diff" and "--auto-approve" in arguments):
            return _cdktf(arguments, out=out, environ=environ | _same(certificates))
        request = Request.read(verb, arguments, output=out)
        return run(request, environment_of=loaded.fleet.environment_of, environ=environ, variables=certificates)
    except (CertificateError, ConfigError, RefusedError) as error:
        return report(refused=str(error).splitlines(), environ=environ)


def _environment(file: Path) -> dict[str, str]:
    """Environment for cdktf: the pinned Node and Python first on PATH, and no calls to CDKTF's maker on every run."""
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), str(CDKTF.parent), os.environ.get("PATH", "")])
    environ = {"CHECKPOINT_DISABLE": "1", **os.environ, "PATH": path, "BASELINE_CONFIG": str(file)}
    if not sys.stdout.isatty():
        environ.setdefault("CI", "1")  # otherwise cdktf redraws its last lines in a file
    return environ


def _refuse_placeholders(loaded: Loaded) -> None:
    if loaded.placeholders and os.environ.get(ALLOW_PLACEHOLDERS) != "1":
        advice = f"not deployed: replace these placeholders, or say {ALLOW_PLACEHOLDERS}=1"
        raise RefusedError("\n".join([*loaded.placeholders, advice]))


def _same(certificates: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """The variables of all stacks. cdktf passes the same environment to all of them."""
    first = next(iter(certificates.values()), {})
    if any(each != first for each in certificates.values()):
        advice = "deploy them one after the other, or without --auto-approve"
        raise RefusedError(f"{', '.join(certificates)}: have several certificates, and cdktf takes one - {advice}")
    return first


def _cdktf(arguments: list[str], *, out: Path, environ: dict[str, str]) -> int:
    """Replace this process with cdktf, so that the caller gets its exit status and can signal it directly."""
    extra = []
    if WITH_OUTPUT & set(arguments) and not any(each.split("=")[0] in ("--output", "-o") for each in arguments):
        extra += ["--output", str(out)]
    if {"deploy", "apply"} & set(arguments):  # Terraform checks the state that a stack reads
        extra += ["--ignore-missing-stack-dependencies"]
    os.execve(CDKTF, [str(CDKTF), *arguments, *extra], environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
