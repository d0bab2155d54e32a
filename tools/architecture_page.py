"""Writes docs/architecture.md and its picture from a synthesis of config/baseline.yaml: `make generate`."""

import os
import re
from collections.abc import Sequence

from rehearsal.stage import count
from review.facts import Hop
from review.report.page import TEMPLATES, environment
from review.report.shapes import SKY, Drawing
from review.report.topology import topologies
from review.synthesis import Synthesis
from tools.options_page import ROOT, synthesized

PAGE, PICTURE = ROOT / "docs" / "architecture.md", ROOT / "docs" / "architecture.svg"
STACKS = {
    "hub": "Hub network, Azure Firewall with its policy, Bastion, and the gateway to on-premises networks where one is "
    "wanted. A central team owns it in many organizations: [landing-zone.md](landing-zone.md).",
    "spoke": "Spoke network, its peering, routes and security groups, private DNS zones, registry, and the workspace "
    "of the logs. It outlives the clusters in it.",
    "cluster": "Policies, the key vault, Application Gateway, the AKS cluster with its identities and roles, its "
    "monitoring and alerts, and Flux.",
    "bootstrap": "What is inside the cluster from the first minute: namespaces with quotas and network policies, "
    "Traefik and a sample workload. It needs a way to the API server.",
}


def page(made: Synthesis) -> str:
    """Text of the page.

    Args:
        made: The baseline.
    """
    (topology,) = topologies([made])
    rows = "\n".join(f"| `{name}` | {count(made.stacks[name])} | {about} |" for name, about in STACKS.items())
    return f"""# Architecture

This page and its picture are generated from `config/baseline.yaml` by `make generate`. `make review` draws the
networks of your own file.

![Networks, subnets, the way in and the way out](architecture.svg)

## Stacks

They are deployed in this order, and destroyed in the other. A stack reads what it needs from the states of those
before it. Each can be planned alone, before the others exist.

| Stack | Resources | What it makes |
|---|---|---|
{rows}

## The way in

{_hops(topology.way_in)}

## The way out

{_hops(topology.way_out)}

## Who reads what

[topology.md](topology.md) has the address plan, [requirements.md](requirements.md) every requirement with its check,
and [options.md](options.md) what can be different.
"""


def _hops(hops: Sequence[Hop]) -> str:
    places = (f", in `{hop.subnet}`" if hop.subnet else "" for hop in hops)
    return "\n".join(f"1. **{hop.name}** {hop.detail}{place}" for hop, place in zip(hops, places, strict=True))


def picture(made: Synthesis) -> str:
    """The networks as an SVG file, in the colours of the review.

    Args:
        made: The baseline.
    """
    (topology,) = topologies([made])
    drawn = environment(escaped=True).from_string(
        '{% from "macros.html.j2" import drawn with context %}{{ drawn(it) }}'
    )
    return _standalone(drawn.render(it=topology.wide, sky=SKY), topology.wide)


def _standalone(svg: str, drawing: Drawing) -> str:
    size = f'xmlns="http://www.w3.org/2000/svg" width="{drawing.width}" height="{drawing.height}"'
    opened, _, rest = svg.strip().partition(">")
    return f"{opened.replace('<svg', f'<svg {size}', 1)}>\n<style>\n{_style()}</style>{rest}\n"


def _style() -> str:
    """Colours and lines of drawings, from the style of the review's page."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    colours = style[: style.index("* {")]
    lines = [line for line in style.splitlines() if line.startswith(".drawing") and ".narrow" not in line]
    bars = re.findall(r"^.*\.(?:used|free)\b.*$", style, re.MULTILINE)
    return "\n".join(
        [colours.rstrip(), "svg { background: var(--paper); font-family: sans-serif; }", *lines, *bars, ""]
    )


def main() -> None:
    """Write the page and the picture."""
    import fast_providers

    fast_providers.enable(os.environ)
    made = synthesized({})
    PAGE.write_text(page(made), encoding="utf-8")
    PICTURE.write_text(picture(made), encoding="utf-8")


if __name__ == "__main__":
    main()
