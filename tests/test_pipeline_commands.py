"""The commands of both pipelines work. What needs Azure or the network runs with substitutes for those programs."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import ROOT, OutputFolder
from fleets import TWO_REGIONS, written
from test_azure_pipelines import FOLDER, each_in
from test_pipelines import read
from test_pipelines import steps as github_steps

from config.load import load
from terminal.request import Request
from tools.review_thread import MARK, post
from tools.stack_matrix import main as stack_matrix

SCRIPTS = {
    "github": [step["run"] for name, step in github_steps() if name == "pull-request/review" and "run" in step],
    "azure-devops": [
        step["script"]
        for job in read(FOLDER / "pull-request.yml")["jobs"]
        if job["job"] == "review"
        for step in job["steps"]
        if "script" in step
    ],
}
COMMENTS = ("gh pr comment", ".venv/bin/python -m tools.review_thread")
SIGNING_IN = sorted(
    {step["run"] for _, step in github_steps() if step.get("run", "").startswith("make cdktf")}
    | {each["command"] for file in FOLDER.rglob("*.yml") for each in each_in(read(file)) if "command" in each}
)


def bash(script: str, environ: Mapping[str, str], *, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True)


def substitutes(folder: Path, **programs: str) -> Mapping[str, str]:
    """A PATH where these programs are shell scripts."""
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.parametrize("forge", SCRIPTS)
def test_the_review_of_a_pull_request_runs(forge: str, tmp_path: Path) -> None:
    """In the order of the job. A clone without history has no HEAD^1, so the last commit takes its place."""
    out, outputs = tmp_path / "out", tmp_path / "outputs"
    for script in SCRIPTS[forge]:
        if script.startswith(COMMENTS):
            continue
        command = script.replace("cdktf.out", str(out)).replace("HEAD^1", "HEAD")
        done = bash(command, {"CONFIG": "config/baseline.yaml", "GITHUB_OUTPUT": str(outputs)})
        assert done.returncode == 0, done.stderr
        if forge == "azure-devops" and "stacks" in script:
            outputs.write_text(done.stdout)
    assert (out / "review.md").read_text()
    assert (out / "review.sarif").exists()
    assert (out / "difference.md").exists()
    wanted = {
        "github": 'stacks=["hub","spoke","cluster","bootstrap"]\n',
        "azure-devops": "##vso[task.setvariable variable=matrix;isOutput=true]"
        '{"hub":{"STACK":"hub"},"spoke":{"STACK":"spoke"},"cluster":{"STACK":"cluster"},"bootstrap":{"STACK":"bootstrap"}}\n',
    }
    assert outputs.read_text() == wanted[forge]


@pytest.mark.parametrize("forge", SCRIPTS)
def test_the_base_is_the_target_branch_or_nothing_for_a_new_file(forge: str, tmp_path: Path) -> None:
    (review,) = [each for each in SCRIPTS[forge] if "make review" in each]
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    for name in ("old.yaml", "new.yaml"):
        (tmp_path / name).write_text("")
        subprocess.run([*git, "add", name], cwd=tmp_path, check=True)
        subprocess.run([*git, "commit", "-q", "-m", name], cwd=tmp_path, check=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    path = substitutes(programs, make='echo "$@"')
    assert bash(review, {"CONFIG": "old.yaml", **path}, folder=tmp_path).stdout == "review OUT=cdktf.out BASE=HEAD^1\n"
    assert bash(review, {"CONFIG": "new.yaml", **path}, folder=tmp_path).stdout == "review OUT=cdktf.out BASE=\n"


def test_stacks_of_a_fleet_are_listed_in_the_order_of_their_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from stacks import synthesize

    out = tmp_path / "out"
    out.mkdir()
    synthesize(load(written(tmp_path, f"{TWO_REGIONS}\n")), out)
    monkeypatch.setenv("CDKTF_OUTDIR", str(out))
    assert stack_matrix(["github"]) == 0
    names = json.loads(capsys.readouterr().out.removeprefix("stacks="))
    assert sorted(names) == sorted(json.loads((out / "manifest.json").read_text())["stacks"])
    kinds = [name.partition("-")[0] for name in names]
    assert kinds == sorted(kinds, key=["hub", "spoke", "cluster", "bootstrap"].index)
    assert stack_matrix(["azure-devops"]) == 0
    jobs = json.loads(capsys.readouterr().out.partition("]")[2])
    assert [job["STACK"] for job in jobs.values()] == names
    assert all(re.fullmatch(r"[A-Za-z]\w*", job) for job in jobs)


@pytest.mark.parametrize("file", [ROOT / ".github" / "workflows" / "monthly.yml", FOLDER / "monthly.yml"])
def test_every_month_both_compare_with_what_ends_and_with_what_is_newer(file: Path) -> None:
    scripts = [each[key] for each in each_in(read(file)) for key in ("run", "script") if isinstance(each.get(key), str)]
    assert scripts == ["make fresh", "make newer"]
    done = bash("make fresh", {"CONFIG": "config/baseline.yaml", "DATE": "2026-11-25"})
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_synthesis_there_are_no_stacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = bash("make -s stacks || true", {"OUT": str(tmp_path)})
    assert "holds no synthesized stacks - run make synth first" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("command", SIGNING_IN)
def test_a_command_that_signs_in_is_one_that_this_repository_has(command: str, output_folder: OutputFolder) -> None:
    (arguments,) = re.findall(r'ARGS="([^"]*)"', command)
    words = arguments.replace("$STACK", "hub").replace("'", "").split()
    request = Request.read(words[0], words, output=output_folder())
    assert request.guard or request.verb == "diff"
    assert "-lock=false" in request.options or request.verb == "deploy"


def test_a_command_signs_in_as_the_service_connection(tmp_path: Path) -> None:
    (step,) = [
        each
        for each in each_in(read(FOLDER / "templates" / "azure.yml"))
        if "azureSubscription" in each.get("inputs", {})
    ]
    script = step["inputs"]["inlineScript"].replace(
        "${{ parameters.command }}", """make cdktf ARGS="deploy '*' --guard\""""
    )
    given = {f"AZURESUBSCRIPTION_{name}": name.lower() for name in ("CLIENT_ID", "TENANT_ID", "SERVICE_CONNECTION_ID")}
    done = bash(script, {**given, **substitutes(tmp_path, make='echo "$2"; env')})
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[0] == "ARGS=deploy '*' --guard"
    assert {
        "ARM_CLIENT_ID=client_id",
        "ARM_TENANT_ID=tenant_id",
        "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID=service_connection_id",
    } <= set(said)


KEY = "798AEC654E5C15428C8E42EEAA16FCBCA621E701"


@pytest.mark.parametrize(
    ("keys", "installed"),
    [
        ([KEY], True),
        ([KEY.replace("7", "8")], False),
        ([KEY, KEY.replace("7", "8")], False),
        ([], False),
    ],
)
def test_terraform_is_installed_only_if_its_key_is_the_known_one(
    keys: list[str], installed: bool, tmp_path: Path
) -> None:
    scripts = [each["script"] for each in each_in(read(FOLDER / "templates" / "azure.yml")) if "script" in each]
    (script,) = [each for each in scripts if "terraform" in each]
    listed = "\n".join(f"pub:-:4096:1::::::\nfpr:::::::::{key}:" for key in keys)
    programs = tmp_path / "programs"
    programs.mkdir()
    path = substitutes(
        programs,
        curl="echo key",
        gpg=f"[ $1 = --dearmor ] && cat || printf '%s\\n' '{listed}'",
        sudo=f'echo "$@" >>{tmp_path}/done; cat >/dev/null',
    )
    done = bash(script, path, folder=tmp_path)
    assert (done.returncode == 0) == installed
    assert (tmp_path / "done").exists() == installed
    if installed:
        assert (tmp_path / "done").read_text().splitlines()[-1].startswith("apt-get install --quiet --yes terraform=")


# --- The comment on a pull request of Azure Repos --------------------------------------------------------------------


class Threads(BaseHTTPRequestHandler):
    """The API of one pull request, as far as the comment needs it."""

    threads: list[dict[str, Any]]

    def _answer(self, body: object, *, status: int = 200) -> None:
        assert self.path.startswith("/org/a%20project/_apis/git/repositories/r1/pullRequests/7/threads")
        assert self.headers["Authorization"] == "Bearer token"
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def _body(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return read

    def do_GET(self) -> None:
        self._answer({"value": self.threads})

    def do_POST(self) -> None:
        made = self._body()
        self.threads.append({"id": 40 + len(self.threads), "comments": [{"id": 1, **made["comments"][0]}]})
        self._answer({})

    def do_PATCH(self) -> None:
        thread, comment = re.findall(r"threads/(\d+)/comments/(\d+)\?", self.path)[0]
        (found,) = [each for each in self.threads if str(each["id"]) == thread]
        found["comments"][int(comment) - 1] |= self._body()
        self._answer({})

    def log_message(self, *_: object) -> None:
        pass


def test_a_later_run_replaces_its_comment_and_no_other() -> None:
    Threads.threads = [{"id": 1, "comments": [{"id": 1, "content": "of a person"}]}, {"id": 2, "comments": []}]
    with HTTPServer(("127.0.0.1", 0), Threads) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        environ = {
            "SYSTEM_COLLECTIONURI": f"http://127.0.0.1:{server.server_port}/org/",
            "SYSTEM_TEAMPROJECT": "a project",
            "BUILD_REPOSITORY_ID": "r1",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
            "SYSTEM_ACCESSTOKEN": "token",
        }
        assert post("first", environ=environ) == "comment posted"
        assert post("second", environ=environ) == "comment replaced"
        server.shutdown()
    contents = [comment["content"] for thread in Threads.threads for comment in thread["comments"]]
    assert contents == ["of a person", f"{MARK}\nsecond"]


def test_the_comment_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "review.md").write_text("text")
    done = bash(f".venv/bin/python -m tools.review_thread {tmp_path}/review.md", {})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "SYSTEM_COLLECTIONURI: not set - run this in an Azure pipeline of a pull request\n"
