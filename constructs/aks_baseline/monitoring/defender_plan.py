"""Plan Defender for Containers of a subscription."""

from cdktf_cdktf_provider_azurerm.security_center_contact import SecurityCenterContact
from cdktf_cdktf_provider_azurerm.security_center_subscription_pricing import (
    SecurityCenterSubscriptionPricing,
    SecurityCenterSubscriptionPricingExtension,
)
from constructs import Construct

# Scans of images in registries, a view of clusters without agents, and the sensor on nodes. Azure page "Configure
# Microsoft Defender for Containers components".
EXTENSIONS = ("AgentlessDiscoveryForKubernetes", "ContainerRegistriesVulnerabilityAssessments", "ContainerSensor")


class DefenderPlan(Construct):
    """The plan Defender for Containers, and who hears of its alerts.

    Both are settings of the whole subscription. Destroying them sets the plan to Free for everything there:
    security_center_subscription_pricing_resource.go. azurerm refuses to make a plan that is on already; import it.
    Source: article, "Security monitoring"; Azure page "Overview of Container security in Microsoft Defender for
    Containers".

    Args:
        email: Mailbox that alerts are sent to.
    """

    def __init__(self, scope: Construct, id_: str, *, email: str) -> None:
        super().__init__(scope, id_)
        SecurityCenterSubscriptionPricing(
            self,
            "Default",
            tier="Standard",
            resource_type="Containers",
            extension=[SecurityCenterSubscriptionPricingExtension(name=name) for name in EXTENSIONS],
        )
        SecurityCenterContact(
            self, "contact", name="default", email=email, alert_notifications=True, alerts_to_admins=True
        )
