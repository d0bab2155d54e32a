"""Azure's public regions: whether they have availability zones, their pairs, and who may use them. BC-15, BC-23.

From `az account list-locations` (August 2026, as cached by Azure/terraform-azurerm-avm-utl-regions) and "Azure regions
list" (https://learn.microsoft.com/azure/reliability/regions-list). A region newer than this table is no mistake.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """`pair` is where Azure itself replicates to; `restricted` regions are opened to a subscription only on request."""

    pair: str | None = None
    zones: bool = False
    restricted: bool = False


REGIONS: dict[str, Region] = {
    "australiacentral": Region(pair="australiacentral2"),
    "australiacentral2": Region(pair="australiacentral", restricted=True),
    "australiaeast": Region(pair="australiasoutheast", zones=True),
    "australiasoutheast": Region(pair="australiaeast"),
    "austriaeast": Region(zones=True),
    "belgiumcentral": Region(zones=True),
    "brazilsouth": Region(pair="southcentralus", zones=True),
    "brazilsoutheast": Region(pair="brazilsouth", restricted=True),
    "canadacentral": Region(pair="canadaeast", zones=True),
    "canadaeast": Region(pair="canadacentral"),
    "centralindia": Region(pair="southindia", zones=True),
    "centralus": Region(pair="eastus2", zones=True),
    "chilecentral": Region(zones=True),
    "denmarkeast": Region(zones=True),
    "eastasia": Region(pair="southeastasia", zones=True),
    "eastus": Region(pair="westus", zones=True),
    "eastus2": Region(pair="centralus", zones=True),
    "francecentral": Region(pair="francesouth", zones=True),
    "francesouth": Region(pair="francecentral", restricted=True),
    "germanynorth": Region(pair="germanywestcentral", restricted=True),
    "germanywestcentral": Region(pair="germanynorth", zones=True),
    "indonesiacentral": Region(zones=True),
    "israelcentral": Region(zones=True),
    "italynorth": Region(zones=True),
    "japaneast": Region(pair="japanwest", zones=True),
    "japanwest": Region(pair="japaneast", zones=True),
    "jioindiacentral": Region(pair="jioindiawest"),
    "jioindiawest": Region(pair="jioindiacentral"),
    "koreacentral": Region(pair="koreasouth", zones=True),
    "koreasouth": Region(pair="koreacentral", restricted=True),
    "malaysiawest": Region(zones=True),
    "mexicocentral": Region(zones=True),
    "newzealandnorth": Region(zones=True),
    "northcentralus": Region(pair="southcentralus"),
    "northeurope": Region(pair="westeurope", zones=True),
    "norwayeast": Region(pair="norwaywest", zones=True),
    "norwaywest": Region(pair="norwayeast", restricted=True),
    "polandcentral": Region(zones=True),
    "qatarcentral": Region(zones=True),
    "southafricanorth": Region(pair="southafricawest", zones=True),
    "southafricawest": Region(pair="southafricanorth", restricted=True),
    "southcentralus": Region(pair="northcentralus", zones=True),
    "southeastasia": Region(pair="eastasia", zones=True),
    "southindia": Region(pair="centralindia"),
    "spaincentral": Region(zones=True),
    "swedencentral": Region(pair="swedensouth", zones=True),
    "swedensouth": Region(pair="swedencentral", restricted=True),
    "switzerlandnorth": Region(pair="switzerlandwest", zones=True),
    "switzerlandwest": Region(pair="switzerlandnorth", restricted=True),
    "uaecentral": Region(pair="uaenorth", restricted=True),
    "uaenorth": Region(pair="uaecentral", zones=True),
    "uksouth": Region(pair="ukwest", zones=True),
    "ukwest": Region(pair="uksouth"),
    "westcentralus": Region(pair="westus2"),
    "westeurope": Region(pair="northeurope", zones=True),
    "westindia": Region(pair="southindia"),
    "westus": Region(pair="eastus"),
    "westus2": Region(pair="westcentralus", zones=True),
    "westus3": Region(pair="eastus", zones=True),
}


def pair_of(location: str) -> str | None:
    """The region that replicas go to if the file names none; None where Azure has no pair or the region is unknown."""
    region = REGIONS.get(location)
    return region.pair if region else None


def has_zones(location: str) -> bool:
    """Whether a region is known to have availability zones."""
    region = REGIONS.get(location)
    return region is not None and region.zones
