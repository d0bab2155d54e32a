"""Files of fleets, for tests."""

from pathlib import Path

from conftest import BASELINE

CENTRALUS = """
    hub:
      address_space: 10.201.0.0/24
      subnets: {firewall: 10.201.0.0/26, gateway: 10.201.0.64/27, bastion: 10.201.0.128/26}
"""


def addresses(number: int, *, indent: int = 4) -> str:
    """A spoke's addresses in 10.<number>.0.0/16, as indented YAML."""
    text = f"""
spoke:
  address_space: 10.{number}.0.0/16
  subnets:
    nodes: 10.{number}.0.0/22
    ingress: 10.{number}.4.0/28
    private_endpoints: 10.{number}.4.32/28
    application_gateway: 10.{number}.5.0/24
ingress: {{load_balancer_ip: 10.{number}.4.4}}
"""
    return text.rstrip().replace("\n", "\n" + " " * indent) + "\n"


TWO_REGIONS = f"regions:\n  eastus2:\n  centralus:{CENTRALUS.rstrip()}{addresses(241)}"
TWO_SPOKES = f"first_spoke: web\nspokes:\n  web: {{}}\n  shop:{addresses(242)}"


def written(folder: Path, text: str) -> Path:
    """Write a file that extends the baseline."""
    file = folder / "fleet.yaml"
    file.write_text(f"extends: {BASELINE}\n{text}\n", encoding="utf-8")
    return file
