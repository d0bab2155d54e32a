"""What Flux finds in this repository: it applies as it is, and takes nothing from Terraform's hands. OPS-05, OPS-24."""

import re
from collections.abc import Iterator

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml
from conftest import ROOT

from review.kubernetes import manifests
from review.terraform import Body, Stacks, block, only

FOLDER = ROOT / "cluster-manifests"
KUBERNETES = "1.36"
PROHIBITED = ("templates.gatekeeper.sh", "constraints.gatekeeper.sh")


def _listed() -> Iterator[tuple[str, Body]]:
    """Every object that the kustomization lists, with its file."""
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    for name in kustomization["resources"]:
        for each in yaml.safe_load_all((FOLDER / name).read_text()):
            yield name, each


LISTED = list(_listed())


def _identity(each: Body) -> tuple[str, str, str]:
    return each["kind"], each["metadata"].get("namespace", ""), each["metadata"]["name"]


def _images(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (image for key, image in value.items() if key == "image" and isinstance(image, str))
        yield from (image for each in value.values() for image in _images(each))
    elif isinstance(value, list):
        yield from (image for each in value for image in _images(each))


def test_flux_follows_this_folder(stacks: Stacks) -> None:
    path = block(only(stacks["cluster"], "azurerm_kubernetes_flux_configuration")["kustomizations"])["path"]
    assert (ROOT / path).resolve() == FOLDER


def test_kustomization_lists_every_file_beside_it() -> None:
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    assert (kustomization["apiVersion"], kustomization["kind"]) == ("kustomize.config.k8s.io/v1beta1", "Kustomization")
    files = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files, "an unlisted file is applied by nobody"
    assert LISTED


@pytest.mark.parametrize(("file", "each"), LISTED)
def test_every_object_is_valid(file: str, each: Body) -> None:
    assert kubernetes_validate.validate(each, KUBERNETES, strict=True) == KUBERNETES


@pytest.mark.parametrize(("file", "each"), LISTED)
def test_objects_do_not_depend_on_each_other(file: str, each: Body) -> None:
    """Flux starts before the bootstrap stack makes namespaces, and what lives in none needs none."""
    assert "namespace" not in each["metadata"], "it fails until the bootstrap stack has made the namespace"


def test_no_object_is_also_made_by_terraform(stacks: Stacks) -> None:
    terraform = {_identity(each) for each in manifests(stacks["bootstrap"])}
    assert ("Namespace", "", "a0008") in terraform
    assert not terraform & {_identity(each) for _, each in LISTED}


def test_no_object_is_listed_twice() -> None:
    identities = [_identity(each) for _, each in LISTED]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize(("file", "each"), LISTED)
def test_images_come_from_the_own_registry(file: str, each: Body) -> None:
    """IMG-03, IMG-06."""
    for image in _images(each):
        assert re.match(r"^[a-z0-9]+\.azurecr\.io/", image), image


@pytest.mark.parametrize(("file", "each"), LISTED)
def test_policies_come_from_azure_policy_alone(file: str, each: Body) -> None:
    """POL-13."""
    assert each["apiVersion"].partition("/")[0] not in PROHIBITED


def test_priority_class_is_not_the_default() -> None:
    for _, each in LISTED:
        if each["kind"] == "PriorityClass":
            assert each["globalDefault"] is False
            assert -10 < each["value"] < 1000, "the autoscaler adds no node for less; Traefik's class has 1000"
