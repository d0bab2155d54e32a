"""The pipelines in .github: valid, pinned, safe for forks, and made of commands that work."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import BASELINE, ROOT
from test_cdktf_command import OURS, needs_terraform, run
from test_plan_guard import PLANS

from terminal import deployment, stack
from terminal.request import RefusedError, Request

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))


def read(file: Path) -> Any:
    return yaml.load(file.read_text(), Loader=yaml.BaseLoader)


def jobs() -> Iterator[tuple[str, Any]]:
    for file in WORKFLOWS:
        yield from ((f"{file.stem}/{name}", job) for name, job in read(file)["jobs"].items())


def steps() -> Iterator[tuple[str, Any]]:
    for name, job in jobs():
        yield from ((name, step) for step in job.get("steps", ()))
    for file in ACTIONS:
        yield from ((file.parent.name, step) for step in read(file)["runs"]["steps"])


@pytest.mark.parametrize(("schema", "files"), [("github-workflows", WORKFLOWS), ("github-actions", ACTIONS)])
def test_files_are_valid(schema: str, files: list[Path]) -> None:
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_actions_are_pinned_by_digest() -> None:
    used = [step["uses"] for _, step in steps() if "uses" in step]
    for action in used:
        assert action.startswith("./.github/") or re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", action), action
    pins = {each.partition("@")[0]: each for each in used}
    assert len(pins) == len(set(used)), "an action has two versions"
    for file in (*WORKFLOWS, *ACTIONS):
        assert len(re.findall(r"@[0-9a-f]{40} # v\d+\.\d+", file.read_text())) == len(
            re.findall(r"@[0-9a-f]{40}", file.read_text())
        )


def test_only_jobs_that_sign_in_get_a_token_and_they_have_an_environment() -> None:
    for file in WORKFLOWS:
        assert read(file)["permissions"] == {"contents": "read"}, file.name
        assert "pull_request_target" not in file.read_text()
    for name, job in jobs():
        signs_in = "ARM_USE_OIDC" in job.get("env", {})
        assert signs_in == (job.get("permissions", {}).get("id-token") == "write" and "steps" in job), name
        assert signs_in == ("environment" in job), name
        assert not any(key != "id-token" for key, value in job.get("permissions", {}).items() if value == "write") or (
            name == "pull-request/review"
        )


def test_a_fork_gets_no_secret() -> None:
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    for name, job in read(ROOT / ".github" / "workflows" / "pull-request.yml")["jobs"].items():
        if "secrets." in json.dumps(job) or "id-token" in job.get("permissions", {}):
            assert same in job["if"], name
        for step in job["steps"]:
            if "github.token" in json.dumps(step) or "upload-sarif" in step.get("uses", ""):
                assert same in step["if"]


def test_no_text_of_a_pull_request_becomes_a_command() -> None:
    for name, step in steps():
        assert "${{" not in step.get("run", ""), name


def test_a_checkout_keeps_no_credentials() -> None:
    for name, step in steps():
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false", name


def test_every_stack_is_planned_with_the_provider_that_was_reviewed() -> None:
    pull_request = read(ROOT / ".github" / "workflows" / "pull-request.yml")["jobs"]
    assert pull_request["review"]["outputs"] == {"stacks": "${{ steps.stacks.outputs.stacks }}"}
    assert pull_request["plan"]["strategy"]["matrix"]["stack"] == "${{ fromJson(needs.review.outputs.stacks) }}"
    assert pull_request["plan"]["needs"] == ["test", "review"]
    for name, job in jobs():
        if "ARM_USE_OIDC" in job.get("env", {}):
            assert job["env"]["TF_CLI_ARGS_init"] == "-lockfile=readonly", name


def test_production_comes_after_preproduction() -> None:
    made = read(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]
    assert made["production"]["needs"] == "preproduction"


# --- The guard of a deployment ---------------------------------------------------------------------------------------


@needs_terraform
def test_a_guarded_deployment_asks_nobody(tmp_path: Path) -> None:
    config = tmp_path / "ours.yaml"
    config.write_text(OURS.format(BASELINE))
    settings = {"CDKTF_OUTDIR": str(tmp_path / "out"), "BASELINE_CONFIG": str(config)}
    done = run("diff", "one", "--guard", "--no-lock", environment=settings)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "plan.json: 1 to make" in done.stdout
    assert not list(tmp_path.glob("*.tfstate"))
    done = run("deploy", "one", "two", "--guard", environment=settings)
    assert done.returncode == 0, done.stderr + done.stdout
    assert sorted(file.name for file in tmp_path.glob("*.tfstate")) == ["one.tfstate", "two.tfstate"]
    assert not list(tmp_path.rglob("plan*"))


def test_a_plan_that_loses_something_protected_is_not_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = PLANS / "cluster-replaces-cluster.json"
    terraform = tmp_path / "terraform"
    terraform.write_text(
        f"#!/bin/sh\ncase $1 in show) cat {plan};; plan) exit 2;; apply) touch {tmp_path}/applied;; esac\n"
    )
    terraform.chmod(0o755)
    (tmp_path / "cdk.tf.json").write_text("{}")
    made = stack.Stack(name="cluster", folder=tmp_path, environ={"TERRAFORM_BINARY_NAME": str(terraform)})
    request = Request.read("deploy", ["deploy", "cluster", "--guard"], output=tmp_path)
    assert deployment._change([made], request, lambda _: "prod") == stack.FAILED
    assert "REFUSED: it is protected" in capsys.readouterr().out
    assert not (tmp_path / "applied").exists()
    assert deployment._diff([made], request) == stack.FAILED
    lost = ("azurerm_kubernetes_cluster.cluster", "azurerm_kubernetes_cluster_node_pool.cluster_npuser01_2721ED8B")
    options = [word for address in lost for word in ("--allow", address)]
    allowed = Request.read("deploy", ["deploy", "cluster", "--guard", *options], output=tmp_path)
    assert deployment._change([made], allowed, lambda _: "prod") == stack.NOTHING
    assert (tmp_path / "applied").exists()


def test_a_destruction_has_no_guard() -> None:
    with pytest.raises(RefusedError, match="--guard"):
        Request.read("destroy", ["destroy", "hub", "--guard"], output=Path("out"))
