"""What the bootstrap stack puts into the cluster passes the policies that deny there. POL-02 to 08, POL-20."""

import copy

import pytest
from conftest import Synthesize
from deny_policies import POLICIES
from object_checks import Check

from review.kubernetes import manifests
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


def test_every_object_of_other_configurations_passes_the_deny_policies(synthesize: Synthesize) -> None:
    varied = synthesize(**{"rbac.mode": "kubernetes", "network.policy_engine": "calico", "ingress.replicas": 3})
    objects = manifests(varied["bootstrap"])
    assert [complaint for policy in POLICIES for complaint in policy(objects)] == []


def test_nothing_lives_in_the_default_namespace(objects: list[Body]) -> None:
    assert all(each["metadata"].get("namespace") != "default" for each in objects)
