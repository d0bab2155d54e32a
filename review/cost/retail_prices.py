"""Reads list prices from the public Azure Retail Prices API.

Source: page "Azure Retail Prices overview" of Azure's REST reference. Values in a filter are case-sensitive.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from review.cost.price_table import EVERYWHERE, Price

API = "https://prices.azure.com/api/retail/prices"
VERSION = "2023-01-01-preview"
SOURCE = "retail-api"
SECONDS = 30
WINDOWS = "windows vm"

# Pattern for our meter name, and the filter for the API. `\\1` stands for a part of our meter's name.
FILTERS: tuple[tuple[str, Mapping[str, str]], ...] = (
    (rf"{WINDOWS} (\w+)", {"serviceName": "Virtual Machines", "armSkuName": r"\1"}),
    (r"vm (\w+)", {"serviceName": "Virtual Machines", "armSkuName": r"\1"}),
    (
        r"disk (\w+)",
        {"serviceName": "Storage", "productName": "Premium SSD Managed Disks", "meterName": r"\1 LRS Disk"},
    ),
    (r"firewall (\w+)", {"serviceName": "Azure Firewall", "skuName": r"\1", "meterName": r"\1 Deployment"}),
    (
        r"gateway WAF_v2 capacity unit",
        {"productName": "Application Gateway WAF v2", "meterName": "Standard Capacity Units"},
    ),
    (r"gateway WAF_v2", {"productName": "Application Gateway WAF v2", "meterName": "Standard Fixed Cost"}),
    (r"bastion (\w+)", {"serviceName": "Azure Bastion", "skuName": r"\1", "meterName": r"\1 Gateway"}),
    (r"public address", {"productName": "IP Addresses", "meterName": "Standard IPv4 Static Public IP"}),
    (r"private endpoint", {"productName": "Virtual Network Private Link", "meterName": "Standard Private Endpoint"}),
    (r"registry (\w+)", {"serviceName": "Container Registry", "skuName": r"\1", "meterName": r"\1 Registry Unit"}),
    (r"vpn gateway (\w+)", {"serviceName": "VPN Gateway", "meterName": r"\1"}),
    (r"expressroute gateway \w*?(\d)AZ", {"productName": "ExpressRoute Gateway", "meterName": r"ErGw\1AZ Gateway"}),
    (r"aks Standard", {"serviceName": "Azure Kubernetes Service", "meterName": "Standard Uptime SLA"}),
    (r"aks Premium", {"serviceName": "Azure Kubernetes Service", "meterName": "Standard Long Term Support"}),
    (
        r"defender containers",
        {"productName": "Microsoft Defender for Containers", "meterName": "Standard vCore vCore Pack"},
    ),
    (r"logs Analytics", {"serviceName": "Log Analytics", "meterName": "Analytics Logs Data Ingestion"}),
    (r"logs Basic", {"serviceName": "Azure Monitor", "meterName": "Basic Logs Data Ingestion"}),
    (
        r"log alert (\d+) minutes",
        {"serviceName": "Azure Monitor", "meterName": r"Alerts System Log Monitored at \1 Minute Frequency"},
    ),
    (r"metric alert series", {"serviceName": "Azure Monitor", "meterName": "Alerts Metric Monitored"}),
    (r"private DNS zone", {"serviceName": "Azure DNS", "skuName": "Private", "meterName": "Private Zone"}),
    (r"nat gateway (\w+)", {"serviceName": "NAT Gateway", "meterName": r"\1 Gateway"}),
    (r"DDoS protection plan", {"serviceName": "Azure DDOS Protection", "meterName": "Network Protection Base"}),
    (r"front door (\w+)", {"serviceName": "Azure Front Door Service", "meterName": r"\1 Base Fees"}),
)
# Prices for evictable capacity and for another service have the same size name.
NOT_LISTED = ("Spot", "Low Priority", "Cloud Services")


def ask(*, meter: str, region: str, unit: str, api: str, on: date) -> Price | None:
    """Return the current list price of a meter from the API. None if the API has none.

    Args:
        meter: name of the meter in prices.csv.
        region: region of the price; `global` for all regions.
        unit: unit of the price.
        api: address of the API.
        on: today.

    Raises:
        OSError: The API cannot be reached.
        ValueError: The response is not a list of prices.
    """
    wanted = _filter(meter, region)
    if wanted is None:
        return None
    query = urlencode({"api-version": VERSION, "$filter": wanted})
    windows = meter.startswith(WINDOWS)
    listed = [item for item in _items(f"{api}?{query}", api) if _is_list_price(item, windows=windows)]
    # A meter may start with a free tier. The first price above zero is the list price.
    listed.sort(key=lambda item: item["tierMinimumUnits"])
    found = next((item for item in listed if item["retailPrice"]), None)
    if found is None:
        return None
    return Price(
        meter=meter,
        region=region,
        unit=unit,
        price=Decimal(str(found["retailPrice"])),
        currency=found["currencyCode"],
        date=on,
        source=SOURCE,
    )


def _filter(meter: str, region: str) -> str | None:
    for pattern, fields in FILTERS:
        if match := re.fullmatch(pattern, meter):
            wanted = {"priceType": "Consumption", **{name: match.expand(value) for name, value in fields.items()}}
            if region != EVERYWHERE:
                wanted["armRegionName"] = region
            return " and ".join(f"{name} eq '{value}'" for name, value in wanted.items())
    return None


def _items(url: str, api: str) -> Iterator[dict[str, Any]]:
    """Yield items of every page. Links to other servers are not followed."""
    while url and url.startswith(api):
        with urlopen(Request(url, headers={"Accept": "application/json"}), timeout=SECONDS) as answer:
            page = json.load(answer)
        if not isinstance(page, dict) or not isinstance(page.get("Items"), list):
            raise ValueError("an answer without Items")
        yield from page["Items"]
        url = page.get("NextPageLink") or ""


def _is_list_price(item: Mapping[str, Any], *, windows: bool) -> bool:
    """Whether an item is a list price. Prices with and without Windows have the same size name too."""
    names = f"{item.get('skuName')} {item.get('productName')} {item.get('meterName')}"
    fits = ("Windows" in names) == windows and not any(word in names for word in NOT_LISTED)
    return fits and item.get("type") == "Consumption"
