"""Every switch of the configuration, as one table. docs/options.md and tests/test_switches.py are made from it.

To add a switch, add a row to the file of its subject. Nothing else changes.
"""

from collections.abc import Mapping

from tools.switches import cluster, delivery, edge, network, pools
from tools.switches.switch import Switch as Switch
from tools.switches.without import WITHOUT as WITHOUT

SUBJECTS: Mapping[str, tuple[Switch, ...]] = {
    "Hub, spoke and address plan": network.SWITCHES,
    "Node pools": pools.SWITCHES,
    "Cluster": cluster.SWITCHES,
    "Way in, registry and policy": edge.SWITCHES,
    "GitOps, backup, workloads, logs and cost": delivery.SWITCHES,
}

SWITCHES: tuple[Switch, ...] = tuple(switch for switches in SUBJECTS.values() for switch in switches)
