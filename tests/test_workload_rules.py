"""What is refused about namespaces and what runs in them. BC-02, BC-09, BC-10, UPD-07."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from config.load import load
from config.problem import ConfigError

BASELINE = Path(__file__).parent.parent / "config" / "baseline.yaml"

SYSTEM = {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS4_v2", "min_count": 3, "max_count": 4}
USER = {"name": "one", "mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 5}
FIXED = {"name": "two", "mode": "user", "vm_size": "Standard_DS4_v2", "autoscale": False, "node_count": 2}

REFUSED = [
    (
        {"workloads": [{"namespace": "cluster-baseline-settings"}]},
        "workloads[0].namespace: got cluster-baseline-settings",
    ),
    ({"workloads": [{"namespace": "a", "quota": {"cpu": 1}}]}, "workloads[0].quota.cpu: got 1, need at least 2"),
    ({"workloads": [{"namespace": "a", "quota": {"memory_gib": 1}}]}, "workloads[0].quota.memory_gib: got 1"),
    (
        {"ingress": {"max_unavailable": 3, "replicas": 4}, "workloads": [{"namespace": "a", "quota": {"pods": 16}}]},
        "workloads[0].quota.pods: got 16, need at least 17",
    ),
    ({"node_pools": [SYSTEM, USER | {"max_count": 3}], "ingress": {"replicas": 4}}, "ingress.replicas: got 4, need at"),
    ({"node_pools": [SYSTEM, FIXED], "ingress": {"replicas": 3}}, "ingress.replicas: got 3, need at most 2"),
    ({"workloads": [{"namespace": "a", "ports": []}]}, "workloads[0].ports"),
    ({"ingress": {"max_unavailable": 0}}, "ingress.max_unavailable: got 0"),
    ({"ingress": {"max_unavailable": 2}}, "ingress.max_unavailable: got 2, need fewer than"),
    ({"ingress": {"replicas": 1}}, "ingress.replicas: got 1"),
    ({"ingress": {"load_balancer_ip": "10.240.5.4"}}, "ingress.load_balancer_ip: got 10.240.5.4"),
]
ACCEPTED = [
    {"workloads": [{"namespace": "a", "quota": {"cpu": 2, "memory_gib": 3, "pods": 13}}]},
    {"workloads": [{"namespace": "a"}, {"namespace": "b", "quota": {"cpu": 1, "memory_gib": 1, "pods": 1}}]},
    {
        "sample_workload": False,
        "ingress": {"controller": "none"},
        "workloads": [{"namespace": "a", "quota": {"cpu": 1, "memory_gib": 1, "pods": 1}}],
    },
    {"ingress": {"replicas": 4, "max_unavailable": 3}},
    {"ingress": {"replicas": 5}},
    {"node_pools": [SYSTEM, USER | {"max_count": 3}, FIXED], "ingress": {"replicas": 5}},
    {"node_pools": [SYSTEM, FIXED], "ingress": {"replicas": 9, "controller": "none"}, "sample_workload": False},
    {"workloads": [{"namespace": "a", "ports": [80]}], "sample_workload": False},
    {"workloads": [{"namespace": "a", "ports": [80, 8080]}, {"namespace": "b", "ports": [443]}]},
]


def _write(folder: Path, settings: Mapping[str, object]) -> Path:
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump({"extends": str(BASELINE), **settings}))
    return file


@pytest.mark.parametrize(("settings", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_refused(settings: Mapping[str, object], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(_write(tmp_path, settings))
    assert sentence in str(error.value)


@pytest.mark.parametrize("settings", ACCEPTED, ids=str)
def test_accepted(settings: Mapping[str, object], tmp_path: Path) -> None:
    load(_write(tmp_path, settings))


def test_pods_need_a_user_pool(tmp_path: Path) -> None:
    pool = {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS4_v2", "min_count": 3, "max_count": 4}
    with pytest.raises(ConfigError, match="a pool of mode user for the ingress controller"):
        load(_write(tmp_path, {"environment": "dev", "node_pools": [pool]}))
