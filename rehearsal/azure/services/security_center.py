"""Microsoft.Security: plans of Defender for Cloud, which every subscription has, and who hears of its alerts."""

from rehearsal.azure.behaviour import Put, after_put, built_in, defaults, plain, put_status
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

PRICING = "Microsoft.Security/pricings"

plain("Microsoft.Security/securityContacts")
put_status(200, PRICING)
defaults({PRICING: {"pricingTier": "Free", "extensions": []}})


@built_in(PRICING)
def pricing(cloud: Cloud, id_: ResourceId) -> Body:
    """A plan that nobody has bought."""
    return {"properties": {"pricingTier": "Free", "extensions": []}}


@after_put(PRICING)
def back_to_free(put: Put) -> None:
    """Azure has no DELETE of a plan: azurerm sets it to Free, and then nothing is bought."""
    if put.properties.get("pricingTier") == "Free":
        put.cloud.resources.pop(put.id.key, None)
