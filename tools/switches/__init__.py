"""Every switch of the configuration, as one table. docs/options.md and tests/test_switches.py are made from it.

To add a switch, add a row to the file of its subject. Nothing else changes.
"""

from tools.switches import cluster, delivery, edge, network
from tools.switches.switch import Switch as Switch
from tools.switches.without import WITHOUT as WITHOUT

SWITCHES: tuple[Switch, ...] = (*network.SWITCHES, *cluster.SWITCHES, *edge.SWITCHES, *delivery.SWITCHES)
