"""What the bootstrap stack puts into the cluster passes the policies that deny there. POL-02 to 08, POL-20."""

import copy

import pytest
from conftest import ROOT, Synthesize
from deny_policies import POLICIES
from object_checks import Check

from review.kubernetes import manifests
from review.synthesis import part
from review.terraform import Body, Stacks


@pytest.fixture(scope="module")
def objects(stacks: Stacks) -> list[Body]:
    return manifests(stacks["bootstrap"])


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.__name__)
def test_every_object_passes_the_deny_policies(policy: Check, objects: list[Body]) -> None:
    assert list(policy(objects)) == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.__name__)
def test_the_deny_policies_refuse_faults(policy: Check, objects: list[Body]) -> None:
    spoiled = copy.deepcopy(objects)
    POLICIES[policy](spoiled)
    assert list(policy(spoiled))


@pytest.mark.parametrize(
    "settings",
    [
        {"rbac.mode": "kubernetes", "network.policy_engine": "calico", "ingress.replicas": 3},
        *({"extends": str(file)} for file in sorted((ROOT / "config").glob("*.yaml"))),
    ],
    ids=str,
)
def test_every_object_of_other_configurations_passes_the_deny_policies(
    settings: dict[str, object], synthesize: Synthesize
) -> None:
    varied = synthesize(**settings)
    for stack in (each for each in varied if part(each) == "bootstrap"):
        assert [complaint for policy in POLICIES for complaint in policy(manifests(varied[stack]))] == []


def test_nothing_lives_in_the_default_namespace(objects: list[Body]) -> None:
    assert all(each["metadata"].get("namespace") != "default" for each in objects)
