"""`make checkov`: what fails the scan. The scan itself needs an environment of its own, and runs in CI."""

from typing import Any

import pytest
import yaml
from conftest import ROOT

from tools import policy_scan
from tools.policy_scan import Failure, accepted, problems, read

DISK, KEY = Failure("CKV_1", "cluster/cluster"), Failure("CKV_2", "cluster/key_vault")


def report(**summary: int) -> Any:
    failed = {
        "check_id": "CKV_1",
        "check_name": "Disks",
        "file_path": "/cluster/cdk.tf.json",
        "resource": "resource.cluster",
    }
    return {
        "summary": {"passed": 3, "parsing_errors": 0} | summary,
        "results": {"failed_checks": [failed], "parsing_errors": ["/hub/cdk.tf.json"]},
    }


def test_a_report_is_read() -> None:
    assert read(report()) == ({DISK: "Disks"}, 3)


@pytest.mark.parametrize(("summary", "said"), [({"passed": 0}, "no resource"), ({"parsing_errors": 1}, "/hub/cdk")])
def test_a_scan_that_saw_nothing_or_not_all_fails(summary: dict[str, int], said: str) -> None:
    with pytest.raises(RuntimeError, match=said):
        read(report(**summary))


def test_a_failure_without_a_reason_and_a_reason_without_a_failure_are_problems() -> None:
    found = {"dev": {DISK: "Disks"}, "prod": {}}
    assert list(problems(found, {DISK: "why"})) == []
    (line,) = problems(found, {})
    assert line.startswith("dev: CKV_1 cluster/cluster: Disks - fix it")
    (line,) = problems(found, {DISK: "why", KEY: "why"})
    assert line == "policy_scan_accepted.yaml: CKV_2 cluster/key_vault: no configuration needs it - delete the entry"


def test_every_entry_has_a_reason_and_stands_once() -> None:
    entries = yaml.safe_load(policy_scan.ACCEPTED.read_text())
    assert len(accepted()) == len(entries) > 0
    assert all(len(reason.split()) >= 6 for reason in accepted().values())


def test_requirements_that_reasons_name_exist() -> None:
    page = (ROOT / "docs" / "requirements.md").read_text()
    for reason in accepted().values():
        first = reason.partition(":")[0]
        if first.isupper():
            assert f'<a id="{first}"></a>' in page
