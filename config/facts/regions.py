"""Azure's public regions: availability zones, paired regions and restricted access. BC-15, BC-23.

From `az account list-locations` (August 2026, as cached by Azure/terraform-azurerm-avm-utl-regions) and "Azure regions
list" (https://learn.microsoft.com/azure/reliability/regions-list). A region newer than this table gets a warning.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """An Azure region.

    Args:
        continent: Continent of the region.
        pair: Region that Azure itself replicates to.
        zones: True if the region has availability zones.
        restricted: True if Azure opens the region to a subscription only on request.
    """

    continent: str
    pair: str | None = None
    zones: bool = False
    restricted: bool = False


REGIONS: dict[str, Region] = {
    "australiacentral": Region("Australia", pair="australiacentral2"),
    "australiacentral2": Region("Australia", pair="australiacentral", restricted=True),
    "australiaeast": Region("Australia", pair="australiasoutheast", zones=True),
    "australiasoutheast": Region("Australia", pair="australiaeast"),
    "austriaeast": Region("Europe", zones=True),
    "belgiumcentral": Region("Europe", zones=True),
    "brazilsouth": Region("South America", pair="southcentralus", zones=True),
    "brazilsoutheast": Region("South America", pair="brazilsouth", restricted=True),
    "canadacentral": Region("North America", pair="canadaeast", zones=True),
    "canadaeast": Region("North America", pair="canadacentral"),
    "centralindia": Region("Asia", pair="southindia", zones=True),
    "centralus": Region("North America", pair="eastus2", zones=True),
    "chilecentral": Region("South America", zones=True),
    "denmarkeast": Region("Europe", zones=True),
    "eastasia": Region("Asia", pair="southeastasia", zones=True),
    "eastus": Region("North America", pair="westus", zones=True),
    "eastus2": Region("North America", pair="centralus", zones=True),
    "francecentral": Region("Europe", pair="francesouth", zones=True),
    "francesouth": Region("Europe", pair="francecentral", restricted=True),
    "germanynorth": Region("Europe", pair="germanywestcentral", restricted=True),
    "germanywestcentral": Region("Europe", pair="germanynorth", zones=True),
    "indonesiacentral": Region("Asia", zones=True),
    "israelcentral": Region("Middle East", zones=True),
    "italynorth": Region("Europe", zones=True),
    "japaneast": Region("Asia", pair="japanwest", zones=True),
    "japanwest": Region("Asia", pair="japaneast", zones=True),
    "jioindiacentral": Region("Asia", pair="jioindiawest"),
    "jioindiawest": Region("Asia", pair="jioindiacentral"),
    "koreacentral": Region("Asia", pair="koreasouth", zones=True),
    "koreasouth": Region("Asia", pair="koreacentral", restricted=True),
    "malaysiawest": Region("Asia", zones=True),
    "mexicocentral": Region("North America", zones=True),
    "newzealandnorth": Region("Australia", zones=True),
    "northcentralus": Region("North America", pair="southcentralus"),
    "northeurope": Region("Europe", pair="westeurope", zones=True),
    "norwayeast": Region("Europe", pair="norwaywest", zones=True),
    "norwaywest": Region("Europe", pair="norwayeast", restricted=True),
    "polandcentral": Region("Europe", zones=True),
    "qatarcentral": Region("Middle East", zones=True),
    "southafricanorth": Region("Africa", pair="southafricawest", zones=True),
    "southafricawest": Region("Africa", pair="southafricanorth", restricted=True),
    "southcentralus": Region("North America", pair="northcentralus", zones=True),
    "southeastasia": Region("Asia", pair="eastasia", zones=True),
    "southindia": Region("Asia", pair="centralindia"),
    "spaincentral": Region("Europe", zones=True),
    "swedencentral": Region("Europe", pair="swedensouth", zones=True),
    "swedensouth": Region("Europe", pair="swedencentral", restricted=True),
    "switzerlandnorth": Region("Europe", pair="switzerlandwest", zones=True),
    "switzerlandwest": Region("Europe", pair="switzerlandnorth", restricted=True),
    "uaecentral": Region("Middle East", pair="uaenorth", restricted=True),
    "uaenorth": Region("Middle East", pair="uaecentral", zones=True),
    "uksouth": Region("Europe", pair="ukwest", zones=True),
    "ukwest": Region("Europe", pair="uksouth"),
    "westcentralus": Region("North America", pair="westus2"),
    "westeurope": Region("Europe", pair="northeurope", zones=True),
    "westindia": Region("Asia", pair="southindia"),
    "westus": Region("North America", pair="eastus"),
    "westus2": Region("North America", pair="westcentralus", zones=True),
    "westus3": Region("North America", pair="eastus", zones=True),
}


def pair_of(location: str) -> str | None:
    """Default region of replicas. None if Azure has no pair for `location`, or `location` is unknown."""
    region = REGIONS.get(location)
    return region.pair if region else None


def has_zones(location: str) -> bool:
    """True if `location` is known to have availability zones."""
    region = REGIONS.get(location)
    return region is not None and region.zones
