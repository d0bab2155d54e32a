"""What `policy`, `bootstrap` and `updates.event_subscription` may say, and which repositories the firewall lets by."""

from pathlib import Path

import pytest
import yaml

from config.load import load
from config.problem import ConfigError

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
        ({"bootstrap/git/url": "https://["}, "bootstrap.git.url", "need a repository's address"),
        ({"bootstrap/git/url": "https://[2001:db8::1]/a"}, "bootstrap.git.url", "need a repository's address"),
        ({"bootstrap/git/url": "https://git℀.example.org/a"}, "bootstrap.git.url", "need a repository's address"),
        (
            {"egress/mode": "http_proxy", "egress/proxy/http": "http://proxy.contoso.com:65536"},
            "egress.proxy.http",
            "need the address of a proxy with its port",
        ),
        ({"updates/event_subscription": "https://a.io/aks?code=x"}, "updates.event_subscription", "without a query"),
        ({"updates/event_subscription": "http://a.io/aks"}, "updates.event_subscription", "beginning with https://"),
    ],
)
def test_one_mistake_is_one_line(settings: dict[str, object], path: str, need: str, tmp_path: Path) -> None:
    (line,) = refused(tmp_path, settings)
    assert line.startswith(f"{path}: got "), line
    assert need in line


SSH = {"bootstrap/git/url": "git@git.example.org:platform/aks-baseline", "bootstrap/git/auth": "ssh"}
THEIRS = (
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg"
    "/providers/Microsoft.Network/firewallPolicies/theirs"
)


@pytest.mark.parametrize(
    ("settings", "told_of"),
    [
        ({"bootstrap/git/url": "https://git.example.org/platform/aks-baseline"}, 0),
        (SSH, 1),
        ({**SSH, "dns/use_hub": True}, 0),
        ({**SSH, "firewall/policy_id": THEIRS}, 0),
        ({**SSH, "bootstrap/git/url": "ssh://git@198.51.100.7/platform/aks-baseline"}, 0),
    ],
)
def test_a_git_server_over_ssh_wants_one_address(settings: dict[str, object], told_of: int, tmp_path: Path) -> None:
    """OPS-05, FLOW-21."""
    warnings = told(tmp_path, settings)
    assert len(warnings) == told_of
    assert all("dns.use_hub" in warning for warning in warnings)
