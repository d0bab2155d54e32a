"""`make newer`: asks the repositories of charts and providers for newer versions than the pinned ones.

It needs the network, and changes nothing. The exit status is 1 if there is a newer version, and 3 if a repository does
not answer. The monthly pipeline runs it.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from aks_baseline.add_ons import argo_cd, flagger, kured, self_managed_flux, velero
from aks_baseline.inside import traefik_values
from tools.provider_locks import providers

REGISTRY = "https://registry.terraform.io/v1/providers"
LONGEST = 60  # seconds that a repository may take

NEWER, UNREACHABLE = 1, 3

# A release, without the suffix of a version that is tried out.
RELEASE = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(\+\S*)?")


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart that this project pins."""

    name: str
    repository: str
    version: str


CHARTS = (
    Chart(
        name=traefik_values.CHART,
        repository=traefik_values.CHART_REPOSITORY,
        version=traefik_values.CHART_VERSION,
    ),
    Chart(name="argo-cd", repository=argo_cd.CHART_REPOSITORY, version=argo_cd.CHART_VERSION),
    Chart(name="argocd-apps", repository=argo_cd.CHART_REPOSITORY, version=argo_cd.APPS_CHART_VERSION),
    Chart(name="flux2", repository=self_managed_flux.CHART_REPOSITORY, version=self_managed_flux.CHART_VERSION),
    Chart(
        name="flux2-sync", repository=self_managed_flux.CHART_REPOSITORY, version=self_managed_flux.SYNC_CHART_VERSION
    ),
    Chart(name="flagger", repository=flagger.CHART_REPOSITORY, version=flagger.CHART_VERSION),
    Chart(name="kured", repository=kured.CHART_REPOSITORY, version=kured.CHART_VERSION),
    Chart(name="velero", repository=velero.CHART_REPOSITORY, version=velero.CHART_VERSION),
)


def newest(versions: list[str]) -> str:
    """Return the newest release of these versions. Versions that are tried out do not count."""
    releases = {version: found for version in versions if (found := RELEASE.fullmatch(version))}
    return max(releases, key=lambda version: tuple(map(int, releases[version].groups()[:3])))


def newer_charts(charts: tuple[Chart, ...] = CHARTS) -> Iterator[str]:
    """Lines about charts that have a newer release. Raises URLError if a repository does not answer."""
    indexes: dict[str, Mapping[str, Any]] = {}
    for chart in charts:
        if chart.repository not in indexes:
            text = _read(f"{chart.repository}/index.yaml")
            indexes[chart.repository] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        found = newest([str(each["version"]) for each in indexes[chart.repository]["entries"][chart.name]])
        if found.lstrip("v") != chart.version.lstrip("v"):
            yield f"chart {chart.name}: {chart.version} is pinned, {found} is there"


def newer_providers(registry: str = REGISTRY) -> Iterator[str]:
    """Lines about providers that have a newer release. Raises URLError if the registry does not answer."""
    for source, version in providers().items():
        found = json.loads(_read(f"{registry}/{source.partition('/')[2]}"))["version"]
        if found != version:
            yield f"provider {source.rsplit('/', 1)[-1]}: {version} is pinned, {found} is there"


def _read(url: str) -> bytes:
    with urlopen(url, timeout=LONGEST) as answer:
        text: bytes = answer.read()
        return text


def main() -> int:
    try:
        lines = [*newer_charts(), *newer_providers()]
    except (URLError, TimeoutError) as error:
        print(f"not asked: {error}", file=sys.stderr)
        return UNREACHABLE
    for line in lines:
        print(line)
    print(f"{len(lines)} newer versions; docs/operations.md says how to raise them")
    return NEWER if lines else 0


if __name__ == "__main__":
    sys.exit(main())
