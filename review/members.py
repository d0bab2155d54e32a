"""The review of a fleet: every cluster with its spoke and hub, as if it were alone, and the worst of all answers."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.addresses.plan import plan
from config.fleet import ClusterView, RegionView, SpokeView
from config.load import Loaded
from review.conformance import answers
from review.requirement import Answer, Outcome
from review.synthesis import Synthesis
from review.terraform import Body

WORST: tuple[Outcome, ...] = ("deviates", "passes", "documented", "not chosen")


def each_alone(loaded: Loaded, made: Synthesis, *, own_names: bool = False) -> Iterator[Synthesis]:
    """Yield the synthesis of every cluster with its spoke, its hub and what all of them share.

    Args:
        loaded: The file.
        made: The synthesis of the whole file.
        own_names: False gives the subnets of a labelled cluster the names that those of a single cluster have, by
            which requirements know them.
    """
    if not made.members:
        yield made
        return
    for region in loaded.fleet.regions:
        for spoke in region.spokes:
            for cluster in spoke.clusters:
                yield _alone(made, region, spoke, cluster, own_names=own_names)


def _alone(
    made: Synthesis, region: RegionView, spoke: SpokeView, cluster: ClusterView, *, own_names: bool
) -> Synthesis:
    shared = [name for name in made.stacks if name.startswith("global")]
    names = [region.stack, spoke.stack, cluster.stack, cluster.bootstrap_stack, *shared]
    stacks = {name: made.stacks[name] for name in names if name in made.stacks}
    labels = {each.label for each in spoke.clusters}
    if spoke.stack in stacks and len(labels) > 1:
        stacks[spoke.stack] = _without(stacks[spoke.stack], labels - {cluster.label}, labels=labels)
    if cluster.label and not own_names:
        own = f"snet-{cluster.label}-"
        stacks = {name: json.loads(json.dumps(stack).replace(own, "snet-")) for name, stack in stacks.items()}
    beside = tuple(each.config for other in region.spokes for each in other.clusters)
    return replace(made, stacks=stacks, config=cluster.config, plan=plan(cluster.config), members=(), beside=beside)


def _without(stack: Body, others: set[str], *, labels: set[str]) -> Body:
    """Return the stack of a spoke without the resources that only other clusters have."""
    bases = {_base(name) for bodies in stack["resource"].values() for name in bodies}
    named = {base: label for base in bases for label in labels if label and _has(base, label)}
    first = {_plain(base, label) for base, label in named.items()}  # what the first cluster has, without a label

    def owner(name: str) -> str | None:
        base = _base(name)
        return named.get(base, "" if base in first else None)

    kept = {
        type_: {name: body for name, body in bodies.items() if owner(name) not in others}
        for type_, bodies in stack["resource"].items()
    }
    # As if the cluster were the live one: the public name leads to its own address.
    own = next(iter(kept.get("azurerm_public_ip", ())), "")
    target = {"target_resource_id": f"${{azurerm_public_ip.{own}.id}}"}
    records = {name: {**body, **target} for name, body in kept.get("azurerm_dns_a_record", {}).items()}
    return {**stack, "resource": {**kept, **({"azurerm_dns_a_record": records} if records else {})}}


def _base(name: str) -> str:
    """Address of a resource without cdktf's hash."""
    return re.sub(r"_[0-9A-F]{8}$", "", name)


def _has(base: str, label: str) -> bool:
    return re.search(rf"(^|[_-]){label}[_-]", base) is not None


def _plain(base: str, label: str) -> str:
    return re.sub(rf"(^|[_-]){label}[_-]", r"\1", base, count=1)


def worst(loaded: Loaded, made: Synthesis) -> tuple[Answer, ...]:
    """Answers to all requirements: of several clusters, the worst answer with the evidence of all of them."""
    by_cluster = [answers(each) for each in each_alone(loaded, made)]
    return tuple(map(_worst, zip(*by_cluster, strict=True)))


def _worst(given: Sequence[Answer]) -> Answer:
    found = min(given, key=lambda each: WORST.index(each.outcome))
    return replace(found, deviations=tuple(dict.fromkeys(one for each in given for one in each.deviations)))
