"""Runs Terraform: one environment, a time limit for every command, and its messages as text."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Seconds. A command that takes longer hangs.
LIMITS = {
    "init": 300,
    "validate": 120,
    "plan": 300,
    "apply": 3600,
    "destroy": 3600,
    "show": 120,
    "graph": 120,
    "providers": 300,
    "version": 60,
}
SUBSCRIPTION = re.compile(r"/subscriptions/[0-9a-f-]{36}(?:/resourceGroups)?/")
STOPPED = "stopped after"
LONGEST = 420  # characters of a message
OURS = ("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "TF_LOG", "TF_LOG_PATH")


class UnavailableError(Exception):
    """Terraform or the azurerm provider cannot be had here. The message is one line."""


class TerraformError(Exception):
    """A command of Terraform has failed. Every line of the message is a problem."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Result of a command.

    Args:
        status: exit status.
        out: what it printed on stdout.
        err: what it printed on stderr.
    """

    status: int
    out: str
    err: str

    @property
    def events(self) -> Iterator[Mapping[str, Any]]:
        """Messages of a command with `-json`, one a line."""
        for line in self.out.splitlines():
            with suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict):
                    yield found

    @property
    def problems(self) -> list[str]:
        """Error messages, with the address that they are about."""
        diagnostics = [event.get("diagnostic") or {} for event in self.events]
        errors = [_sentence(each) for each in diagnostics if each.get("severity") == "error"]
        stopped = [line for line in self.err.splitlines() if STOPPED in line]
        return [*stopped, *errors] or [line for line in self.err.splitlines() if line.strip("│╷╵ ")][:6]


def _sentence(diagnostic: Mapping[str, Any]) -> str:
    summary, detail = str(diagnostic.get("summary", "")), str(diagnostic.get("detail") or "")
    text = summary if detail in ("", summary) else f"{summary}: {detail}"
    return brief(f"{diagnostic.get('address') or 'configuration'}: {text}")


def brief(text: str) -> str:
    """Message on one line, without the subscription of the stand-in."""
    text = re.sub(r"\s*\(Subscription: [^)]*\)", "", " ".join(text.split()))
    text = SUBSCRIPTION.sub("…/", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


@dataclass(kw_only=True)
class Terraform:
    """Terraform with an environment of its own.

    Args:
        environ: environment of the caller. Its variables for Azure and Terraform's other settings are left out, so
            that no command reaches a real subscription. TF_CLI_CONFIG_FILE stays.
        extra: variables to add.
        longest: seconds that any command may take.
    """

    environ: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    longest: int = 3600
    _running: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def program(self) -> str:
        return self.environ.get("TERRAFORM_BINARY_NAME") or "terraform"

    def run(self, folder: Path, verb: str, *arguments: str, variables: Mapping[str, str] | None = None) -> Outcome:
        """Run a command in a folder.

        Raises:
            UnavailableError: Terraform is not installed.
        """
        try:
            process = subprocess.Popen(
                [self.program, verb, *arguments],
                cwd=folder,
                env={**self._clean(), **self.extra, **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,  # `stop` ends the providers too
            )
        except FileNotFoundError as error:
            raise UnavailableError(f"{self.program}: not found - install Terraform 1.11 or newer") from error
        self._running.append(process)
        limit = min(LIMITS[verb], self.longest)
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _end(process)
            out, err = process.communicate()
            err += f"\nterraform {verb}: {STOPPED} {limit} seconds"
        finally:
            self._running.remove(process)
        return Outcome(status=process.returncode, out=out, err=err)

    def _clean(self) -> dict[str, str]:
        hidden = ("ARM_", "AZURE_", "TF_")
        kept = {name: value for name, value in self.environ.items() if not name.startswith(hidden) or name in OURS}
        return kept | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}

    def stop(self) -> None:
        """End every running command with its providers."""
        for process in list(self._running):
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
