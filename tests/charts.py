"""Renders the Helm releases of the bootstrap stack: no cluster, no Helm binary, real charts.

The charts are other people's work, so none is kept here. They come from the folder that `HELM_CHARTS` names, each as
`<name>-<version>.tgz` or as a folder of that name. In CI, without that folder, the pinned versions are pulled from
their repositories.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import helm_python
import pytest
import yaml

from review.terraform import Body, every

CLUSTER_WIDE = ("ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition")


class Charts:
    """Finds charts in `HELM_CHARTS`, or pulls them into `folder` in CI. Without either, the test is skipped."""

    def __init__(self, folder: Path) -> None:
        named = os.environ.get("HELM_CHARTS")
        self.folder, self.may_pull = (Path(named), False) if named else (folder, True)
        self.absent = "" if named or os.environ.get("CI") else "no charts: HELM_CHARTS names no folder of them"
        self.skip_if_absent()

    def skip_if_absent(self) -> None:
        """Skip the test without asking a repository again that did not answer."""
        if self.absent:
            pytest.skip(self.absent)

    def render(self, release: Body) -> list[Body]:
        """The objects that Helm would apply, hooks and definitions of kinds among them."""
        values = helm_python.values_from_yaml(release["values"][0])
        with helm_python.Chart.load(self._path(release)) as chart:
            chart.validate_schema(values)
            made = chart.render(values, name=release["name"], namespace=release["namespace"], is_install=True)
            definitions = [] if release.get("skip_crds") else [each["data"] for each in chart.crds]
        texts = [text for path, text in made.items() if path.endswith((".yaml", ".yml"))]
        return [_completed(each, release["namespace"]) for each in _documents([*definitions, *texts])]

    def _path(self, release: Body) -> Path:
        name = f"{release['chart']}-{release['version']}"
        found = next((path for path in (self.folder / f"{name}.tgz", self.folder / name) if path.exists()), None)
        if found:
            return found
        if not self.may_pull:
            pytest.fail(f"HELM_CHARTS, {self.folder}, holds neither {name}.tgz nor a folder {name}")
        self.skip_if_absent()
        try:
            helm_python.pull(
                release["chart"],
                repo_url=release["repository"],
                version=release["version"],
                destination=self.folder,
            )
        except helm_python.HelmRepoError:
            self.absent = "no charts: HELM_CHARTS names no folder of them, and their repositories do not answer"
            self.skip_if_absent()
        return self.folder / f"{name}.tgz"


def rendered(bootstrap: Body, charts: Charts) -> list[Body]:
    """The objects of every release."""
    releases = every(bootstrap, "helm_release").values()
    return [each for release in releases for each in charts.render(release)]


def _documents(texts: list[str]) -> Iterator[Body]:
    for text in texts:
        yield from (each for each in yaml.safe_load_all(text) if each)


def _completed(each: Body, namespace: str) -> Body:
    """As the API server gets it: in the release's namespace, without fields that say nothing.

    The renderer says Kubernetes 1.36 to charts but no API versions, so Traefik's budget asks for one that is gone.
    """
    each = _without_nulls(each)
    if each["kind"] not in CLUSTER_WIDE:
        each["metadata"].setdefault("namespace", namespace)
    if (each["kind"], each["apiVersion"]) == ("PodDisruptionBudget", "policy/v1beta1"):
        each["apiVersion"] = "policy/v1"
    return each


def _without_nulls(value: Body) -> Body:
    return {
        key: _without_nulls(part)
        if isinstance(part, dict)
        else [_without_nulls(item) if isinstance(item, dict) else item for item in part]
        if isinstance(part, list)
        else part
        for key, part in value.items()
        if part is not None
    }
