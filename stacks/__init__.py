"""The stacks, and the one place where they meet: hub → spoke → cluster → bootstrap."""

from pathlib import Path

from cdktf import App, TerraformStack

from aks_baseline.foundation.names import Names, unique_suffix
from config.load import Loaded
from stacks.base import STATE_FOLDER, tag_everything
from stacks.bootstrap import BootstrapStack
from stacks.cluster import ClusterStack
from stacks.hub import HubStack
from stacks.spoke import SpokeStack


def synthesize(loaded: Loaded, out: Path, *, state_folder: str = "../../../terraform.state") -> None:
    """Write the Terraform JSON of every stack into the folder `out`.

    Args:
        loaded: the configuration.
        out: a folder that exists.
        state_folder: where the local backend keeps state, seen from `out/stacks/<stack>`, in which Terraform runs.
    """
    app = App(outdir=str(out), context={STATE_FOLDER: state_folder})
    compose(app, loaded)
    app.synth()


def compose(app: App, loaded: Loaded) -> None:
    """Make every stack of a configuration."""
    config, naming = loaded.config, loaded.config.naming
    suffix = naming.suffix or unique_suffix(
        organization=naming.organization,
        application=naming.application,
        environment=config.environment,
        location=config.location,
        subscription_id=config.spoke.subscription_id,
    )
    names = Names(
        organization=naming.organization,
        application=naming.application,
        environment=config.environment,
        location=config.location,
        suffix=suffix,
        region_in_groups=naming.region_in_groups,
    )
    hub = HubStack(app, "hub", config=config, plan=loaded.plan, names=names)
    spoke = SpokeStack(app, "spoke", config=config, plan=loaded.plan, names=names, hub=hub.links)
    cluster = ClusterStack(app, "cluster", config=config, names=names, hub=hub.links, spoke=spoke.links)
    bootstrap = BootstrapStack(app, "bootstrap", config=config, names=names, spoke=spoke.links, cluster=cluster.links)
    stacks: tuple[TerraformStack, ...] = (hub, spoke, cluster, bootstrap)
    for stack in stacks:
        tag_everything(stack, hub.tags)
