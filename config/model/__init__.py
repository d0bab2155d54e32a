"""What a configuration file may say: one pydantic model a section, each field with its type, bounds and meaning.

Descriptions follow one grammar: Required / Optional / Conditional, then what happens when the field is left out.
`config/schema.json` and docs/configuration.md are generated from here. Rules that span several fields stand in
`config/rules/`, address arithmetic in `config/addresses/`.
"""

from config.model.base import Naming as Naming
from config.model.base import NotJudged as NotJudged
from config.model.base import Operators as Operators
from config.model.base import Safety as Safety
from config.model.base import Section as Section
from config.model.base import State as State
from config.model.baseline import BaselineConfig as BaselineConfig
from config.model.cluster import AnyPool as AnyPool
from config.model.cluster import ApiServer as ApiServer
from config.model.cluster import FixedPool as FixedPool
from config.model.cluster import Keda as Keda
from config.model.cluster import MaintenanceWindow as MaintenanceWindow
from config.model.cluster import NodePool as NodePool
from config.model.cluster import Rbac as Rbac
from config.model.cluster import RetiredPool as RetiredPool
from config.model.cluster import ScaledPool as ScaledPool
from config.model.cluster import Storage as Storage
from config.model.cluster import Updates as Updates
from config.model.delivery import Backup as Backup
from config.model.delivery import Bootstrap as Bootstrap
from config.model.delivery import Git as Git
from config.model.delivery import Velero as Velero
from config.model.edge import Dns as Dns
from config.model.edge import Egress as Egress
from config.model.edge import EgressRule as EgressRule
from config.model.edge import Ingress as Ingress
from config.model.edge import Secrets as Secrets
from config.model.edge import Tls as Tls
from config.model.network import Bastion as Bastion
from config.model.network import Firewall as Firewall
from config.model.network import Gateway as Gateway
from config.model.network import Hub as Hub
from config.model.network import HubSubnets as HubSubnets
from config.model.network import IpPlan as IpPlan
from config.model.network import IpPlanExtra as IpPlanExtra
from config.model.network import Network as Network
from config.model.network import PrivateEndpoints as PrivateEndpoints
from config.model.network import Spoke as Spoke
from config.model.network import SpokeSubnets as SpokeSubnets
from config.model.platform import Alerts as Alerts
from config.model.platform import BudgetThreshold as BudgetThreshold
from config.model.platform import Cost as Cost
from config.model.platform import Defender as Defender
from config.model.platform import Diagnostics as Diagnostics
from config.model.platform import Logs as Logs
from config.model.platform import Receiver as Receiver
from config.model.platform import Registry as Registry
from config.model.review import AcceptedDeviation as AcceptedDeviation
from config.model.review import Review as Review
from config.model.text import CertificateName as CertificateName
from config.model.text import DnsLabel as DnsLabel
from config.model.text import Domain as Domain
from config.model.text import Fqdn as Fqdn
from config.model.text import Guid as Guid
from config.model.text import Percentage as Percentage
from config.model.text import Region as Region
from config.model.text import ResourceGroupName as ResourceGroupName
from config.model.text import ResourceId as ResourceId
from config.model.text import Surge as Surge
from config.model.text import Zone as Zone
from config.model.workloads import Images as Images
from config.model.workloads import Policy as Policy
from config.model.workloads import Quota as Quota
from config.model.workloads import Workload as Workload
from config.model.workloads import WorkloadIdentity as WorkloadIdentity
from config.model.workloads import WorkloadRole as WorkloadRole
