"""Facts about a synthesis, in the terms of the article. Conformance and report both use this read model.

Every function reads a synthesis and returns plain values with the resource that they come from.
"""

from review.facts.access import RoleGrant as RoleGrant
from review.facts.access import roles as roles
from review.facts.alerts import Alert as Alert
from review.facts.alerts import alerts as alerts
from review.facts.endpoints import Endpoint as Endpoint
from review.facts.endpoints import endpoints as endpoints
from review.facts.network import Exposure as Exposure
from review.facts.network import FirewallRule as FirewallRule
from review.facts.network import Network as Network
from review.facts.network import Peering as Peering
from review.facts.network import SecurityRule as SecurityRule
from review.facts.network import Subnet as Subnet
from review.facts.network import exposures as exposures
from review.facts.network import firewall_rules as firewall_rules
from review.facts.network import networks as networks
from review.facts.network import peerings as peerings
from review.facts.network import security_rules as security_rules
from review.facts.network import subnets as subnets
from review.facts.pod_traffic import PodFlow as PodFlow
from review.facts.pod_traffic import PodTraffic as PodTraffic
from review.facts.pod_traffic import pod_flows as pod_flows
from review.facts.pod_traffic import pod_traffic as pod_traffic
from review.facts.policies import Policy as Policy
from review.facts.policies import policies as policies
from review.facts.receivers import Receiver as Receiver
from review.facts.receivers import receivers as receivers
from review.facts.resources import clusters as clusters
from review.facts.resources import firewalls as firewalls
from review.facts.resources import gateways as gateways
from review.facts.resources import registries as registries
from review.facts.resources import registry_part as registry_part
from review.facts.resources import vaults as vaults
from review.facts.topology import Hop as Hop
from review.facts.topology import balancer_address as balancer_address
from review.facts.topology import load_balancers as load_balancers
from review.facts.topology import residents as residents
from review.facts.topology import way_in as way_in
from review.facts.topology import way_out as way_out
from review.node_pools import Pool as Pool
from review.node_pools import pools as pools
from review.node_pools import user_pools as user_pools
