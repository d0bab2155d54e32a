"""Files of fleets with any number of clusters, for the benchmark."""

import json
from pathlib import Path
from typing import Any

BASELINE = Path(__file__).parent.parent / "config" / "baseline.yaml"

# Regions with availability zones. Each has up to ten spokes with one cluster.
REGIONS = ("eastus2", "centralus", "westus2", "northeurope", "westeurope", "uksouth", "swedencentral")
SPOKES_IN_A_REGION = 10


def write_fleet(folder: Path, clusters: int) -> Path:
    """Write a file of a fleet, and return its path. A fleet of one is a file of today's form.

    Args:
        folder: A folder that exists.
        clusters: Number of clusters, at most 70.
    """
    numbers = range(clusters)
    regions: dict[str, Any] = {}
    for first in numbers[::SPOKES_IN_A_REGION]:
        place = first // SPOKES_IN_A_REGION
        spokes = {f"s{number}": _spoke(number) for number in numbers[first : first + SPOKES_IN_A_REGION]}
        regions[REGIONS[place]] = {"hub": _hub(place), "first_spoke": f"s{first}", "spokes": spokes}
    content = {"extends": str(BASELINE)} | ({"regions": regions} if clusters > 1 else {})
    file = folder / f"fleet-of-{clusters}.yaml"
    file.write_text(json.dumps(content), encoding="utf-8")  # YAML too
    return file


def _hub(number: int) -> dict[str, Any]:
    at = f"10.100.{number}"
    return {
        "address_space": f"{at}.0/24",
        "subnets": {"firewall": f"{at}.0/26", "gateway": f"{at}.64/27", "bastion": f"{at}.128/26"},
    }


def _spoke(number: int) -> dict[str, Any]:
    at = f"10.{101 + number}"
    return {
        "spoke": {
            "address_space": f"{at}.0.0/16",
            "subnets": {
                "nodes": f"{at}.0.0/22",
                "ingress": f"{at}.4.0/28",
                "private_endpoints": f"{at}.4.32/28",
                "application_gateway": f"{at}.5.0/24",
            },
        },
        "ingress": {"load_balancer_ip": f"{at}.4.4"},
    }
