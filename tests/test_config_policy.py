"""What `policy`, `bootstrap` and `updates.event_subscription` may say, and which repositories the firewall lets by."""

from pathlib import Path

import pytest
import yaml

from aks_baseline.network.firewall_rules import APPLICATION_COLLECTIONS, ApplicationRule
from config.load import load
from config.problem import ConfigError
from config.rules.bootstrap import REACHABLE

BASELINE = Path(__file__).parents[1] / "config" / "baseline.yaml"


def write(folder: Path, settings: dict[str, object]) -> Path:
    content: dict[str, object] = {"extends": str(BASELINE)}
    for path, value in settings.items():
        at = content
        *parents, last = path.split("/")
        for parent in parents:
            at = at.setdefault(parent, {})  # type: ignore[assignment]
        at[last] = value
    file = folder / "x.yaml"
    file.write_text(yaml.safe_dump(content))
    return file


def refused(folder: Path, settings: dict[str, object]) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(write(folder, settings))
    return [str(problem) for problem in error.value.problems]


def told(folder: Path, settings: dict[str, object]) -> list[str]:
    """Warnings on the repository, without the file's name."""
    warnings = load(write(folder, settings)).warnings
    return [warning.partition(".yaml:")[2] for warning in warnings if "bootstrap." in warning]


@pytest.mark.parametrize(
    ("settings", "path", "need"),
    [
        ({"policy/overrides": {"container-limits": "deny"}}, "policy.overrides.container-limits", "did you mean Deny"),
        ({"bootstrap/git/url": "http://github.com/team/aks"}, "bootstrap.git.url", "need a repository's address"),
        ({"updates/event_subscription": "https://a.io/aks?code=x"}, "updates.event_subscription", "without a query"),
        ({"updates/event_subscription": "http://a.io/aks"}, "updates.event_subscription", "beginning with https://"),
    ],
)
def test_one_mistake_is_one_line(settings: dict[str, object], path: str, need: str, tmp_path: Path) -> None:
    (line,) = refused(tmp_path, settings)
    assert line.startswith(f"{path}: got "), line
    assert need in line


TEAM = "https://git.example.org/platform/aks-baseline"
RULE = {"name": "git", "reason": "Flux reads our own Git server"}


@pytest.mark.parametrize(
    ("settings", "reachable"),
    [
        ({"bootstrap/git/url": "https://github.com/platform/aks-baseline"}, True),
        ({"bootstrap/git/url": TEAM}, False),
        ({"bootstrap/git/url": TEAM, "egress/extra_rules": [{**RULE, "fqdns": ["git.example.org"]}]}, True),
        ({"bootstrap/git/url": TEAM, "egress/extra_rules": [{**RULE, "fqdns": ["*.example.org"]}]}, True),
        ({"bootstrap/git/url": TEAM, "egress/extra_rules": [{**RULE, "fqdns": ["example.org"]}]}, False),
        ({"bootstrap/git/url": "git@github.com:platform/aks-baseline", "bootstrap/git/auth": "ssh"}, False),
        (
            {
                "bootstrap/git/url": "ssh://git@git.example.org/platform/aks-baseline",
                "bootstrap/git/auth": "ssh",
                "egress/extra_rules": [{**RULE, "addresses": ["198.51.100.7"], "ports": [22]}],
            },
            True,
        ),
        (
            {
                "bootstrap/git/url": TEAM,
                "firewall/policy_id": "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg"
                "/providers/Microsoft.Network/firewallPolicies/theirs",
            },
            True,
        ),
    ],
)
def test_a_repository_behind_the_firewall_is_told(settings: dict[str, object], reachable: bool, tmp_path: Path) -> None:
    """OPS-05, FLOW-21."""
    warnings = told(tmp_path, settings)
    assert len(warnings) == (0 if reachable else 1)
    assert all("a firewall rule that lets Flux reach" in warning for warning in warnings)


def test_the_firewall_lets_every_cluster_reach_these_hosts() -> None:
    rules = [rule for collection in APPLICATION_COLLECTIONS for rule in collection.rules]
    opened = {fqdn for rule in rules if isinstance(rule, ApplicationRule) for fqdn in rule.fqdns}
    assert opened >= REACHABLE
