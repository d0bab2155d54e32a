"""Microsoft.Security: plans of Defender for Cloud, which every subscription has, and who hears of its alerts."""

from rehearsal.azure.behaviour import built_in, defaults, plain
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

PRICING = "Microsoft.Security/pricings"

plain("Microsoft.Security/securityContacts")
defaults({PRICING: {"pricingTier": "Free", "extensions": []}})


@built_in(PRICING)
def pricing(cloud: Cloud, id_: ResourceId) -> Body:
    """A plan that nobody has bought."""
    return {"properties": {"pricingTier": "Free", "extensions": []}}
