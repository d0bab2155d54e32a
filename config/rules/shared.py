"""Rules on what all regions of a fleet share. BC-24, BC-25."""

from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed
from config.rules.rule import Findings, refuses, repeated


@refuses
def shared_resources_have_a_region(config: BaselineConfig) -> Findings:
    """The key `shared.location` is set if there is a router, a shared registry or Fleet Manager. BC-25."""
    if config.shared.location is None and config.shared.used:
        need, fix = "the region of the shared resources", "add location to shared, such as the first region"
        yield Problem(path="shared.location", got="nothing", need=need, fix=fix)


@refuses
def front_door_trusts_the_gateways(config: BaselineConfig) -> Findings:
    """With Front Door, `tls.gateway_certificate` is set: it accepts only certificates of public CAs. BC-25."""
    # Azure page "TLS encryption with Azure Front Door", "Supported certificates".
    if config.shared.router == "front_door" and config.tls.gateway_certificate is None:
        need = "a certificate of a public CA with shared.router: front_door, which accepts no other"
        fix = "import one for *.<domain> into the vault and name it here"
        yield Problem(path="tls.gateway_certificate", got="nothing", need=need, fix=fix)


@refuses
def routers_stand_before_our_listeners(config: BaselineConfig) -> Findings:
    """With a router, the ingress controller is not AGIC, whose listeners do not answer to the gateway's own name."""
    # Azure page "TLS encryption with Azure Front Door": Front Door asks for the host name of the origin.
    if config.shared.router != "none" and config.ingress.controller == "agic":
        need, fix = "traefik or none with shared.router", "set controller: traefik, or shared.router: none"
        yield Problem(path="ingress.controller", got="agic", need=need, fix=fix)


@refuses
def the_shared_registry_is_the_only_one(config: BaselineConfig) -> Findings:
    """The keys `registry.existing_id` and `registry.name` are not set beside a shared registry. IMG-08."""
    if not config.shared.registry:
        return
    for field in ("existing_id", "name"):
        value = getattr(config.registry, field)
        if value is not None:
            fix = "delete it, or set shared.registry: false"
            need = "no registry of a spoke beside shared.registry"
            yield Problem(path=f"registry.{field}", got=value, need=need, fix=fix)


@refuses
def the_shared_registry_is_in_every_region(config: BaselineConfig) -> Findings:
    """The shared registry has a replica in the region of every spoke. BC-24."""
    shared = config.shared
    if shared.registry and config.location not in (shared.location, *shared.registry_replicas):
        given = listed(shared.registry_replicas, "and") if shared.registry_replicas else "nothing"
        need, fix = f"{config.location} among them, where clusters pull images", f"add {config.location}"
        yield Problem(path="shared.registry_replicas", got=given, need=need, fix=fix)


@refuses
def replicas_of_the_shared_registry_differ(config: BaselineConfig) -> Findings:
    """The replicas of the shared registry are in different regions, and not in `shared.location`. BC-24."""
    replicas = config.shared.registry_replicas
    here = [position for position, region in enumerate(replicas) if region == config.shared.location]
    for position in sorted({*repeated(replicas), *here}):
        need, fix = "a region that has no copy of the registry yet", "delete it"
        yield Problem(path=f"shared.registry_replicas[{position}]", got=replicas[position], need=need, fix=fix)
