"""The pipelines in .azuredevops: valid, equal to those in .github, and safe for forks."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_pipelines import read
from test_pipelines import steps as github_steps

FOLDER = ROOT / ".azuredevops"
FILES = sorted(FOLDER.rglob("*.yml"))
NO_FORK = "ne(variables['System.PullRequest.IsFork'], 'True')"


def each_in(value: Any) -> Iterator[dict[str, Any]]:
    """All mappings in a file, at any depth."""
    if isinstance(value, dict):
        yield value
        for inside in value.values():
            yield from each_in(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from each_in(inside)


def steps(file: Path) -> list[dict[str, Any]]:
    return [each for each in each_in(read(file)) if {"script", "task", "checkout", "publish"} & each.keys()]


def jobs(name: str) -> dict[str, dict[str, Any]]:
    return {job["job"]: job for job in read(FOLDER / f"{name}.yml")["jobs"]}


def typed(value: Any, *, inputs: bool = False) -> Any:
    """Azure Pipelines reads every scalar as text. The schema wants true and false in the inputs of tasks."""
    if isinstance(value, dict):
        return {key: typed(inside, inputs=inputs or key == "inputs") for key, inside in value.items()}
    if isinstance(value, list):
        return [typed(inside, inputs=inputs) for inside in value]
    return {"true": True, "false": False}.get(value, value) if inputs else value


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_a_file_is_valid(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "pipeline.json"
    copy.write_text(json.dumps(typed(read(file))))
    options = ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.azure-pipelines", *options]
    done = subprocess.run([*command, str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_there_is_a_pipeline_for_each_workflow() -> None:
    workflows = {file.stem for file in (ROOT / ".github" / "workflows").glob("*.yml")} - {"deploy-environment"}
    assert {file.stem for file in FOLDER.glob("*.yml")} == workflows


def test_both_run_the_same_commands() -> None:
    here = {
        words for file in FILES for each in each_in(read(file)) for words in (each.get("script"), each.get("command"))
    }
    there = {step["run"] for _, step in github_steps() if "run" in step}
    assert {each for each in here if each and each.startswith("make")} >= {
        each for each in there if each.startswith("make") and "FORMAT=" not in each
    }


def test_versions_are_those_of_the_workflows() -> None:
    azure = (FOLDER / "templates" / "azure.yml").read_text()
    setups = [step["with"] for _, step in github_steps() if "setup-terraform" in step.get("uses", "")]
    (terraform,) = {each["terraform_version"] for each in setups}
    (kubelogin,) = {
        step["with"]["kubelogin-version"] for _, step in github_steps() if "kubelogin" in step.get("uses", "")
    }
    assert f"terraform={terraform}-1\n" in azure
    assert f"kubeloginVersion: {kubelogin}}}" in azure


def test_a_fork_gets_no_secret_and_no_sign_in() -> None:
    for job in jobs("pull-request").values():
        signs_in = "azure.yml" in json.dumps(job["steps"]) or "group" in json.dumps(job.get("variables", {}))
        assert not signs_in or NO_FORK in job["condition"], job["job"]
        for step in job["steps"]:
            if "System.AccessToken" in json.dumps(step):
                assert NO_FORK in step["condition"]


def test_the_token_of_a_job_reaches_only_the_steps_that_need_it() -> None:
    names = {
        step.get("displayName") for file in FILES for step in steps(file) if "System.AccessToken" in json.dumps(step)
    }
    assert names == {"comment", "${{ parameters.environment }}"}
    for file in FILES:
        for step in steps(file):
            assert step.get("persistCredentials", "false") == "false"


def test_only_one_step_signs_in_and_it_uses_no_secret() -> None:
    (step,) = [step for file in FILES for step in steps(file) if "azureSubscription" in step.get("inputs", {})]
    assert step["inputs"]["azureSubscription"] == "aks-${{ parameters.environment }}"
    assert step["env"]["ARM_USE_OIDC"] == "true"
    assert step["env"]["TF_CLI_ARGS_init"] == "-lockfile=readonly"
    assert not [name for name in step["env"] if "SECRET" in name]


def test_every_stack_is_planned() -> None:
    plan = jobs("pull-request")["plan"]
    assert plan["strategy"] == {"matrix": "$[ dependencies.review.outputs['stacks.matrix'] ]"}
    assert plan["dependsOn"] == ["test", "review"]


def test_production_comes_after_preproduction_and_each_has_approvals() -> None:
    first, second = (stage["parameters"] for stage in read(FOLDER / "deploy.yml")["stages"])
    assert (first["environment"], second["environment"], second["after"]) == (
        "preproduction",
        "production",
        "preproduction",
    )
    (stage,) = read(FOLDER / "templates" / "deploy-environment.yml")["stages"]
    assert stage["${{ if parameters.after }}"] == {"dependsOn": "${{ parameters.after }}"}
    (job,) = stage["jobs"]
    assert job["environment"] == "${{ parameters.environment }}"
    assert stage["lockBehavior"] == "sequential"
