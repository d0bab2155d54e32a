"""Article, "Workload storage"."""

from review.facts import clusters
from review.requirement import Findings, documented, requirement
from review.synthesis import Synthesis

DRIVERS = ("blob_driver", "disk_driver", "file_driver", "snapshot_controller")


@requirement("STO-01")
def the_workload_keeps_no_state(made: Synthesis) -> Findings:
    """The workload keeps no state in the cluster: no volume claims and no stateful sets."""
    for each in made.of_kind("PersistentVolumeClaim", "StatefulSet"):
        yield each.deviates("metadata.name", "a workload without state")
    for each in made.of_kind("Deployment"):
        if any(volume.get("persistentVolumeClaim") for volume in each.blocks("spec.template.spec.volumes")):
            yield each.deviates("spec.template.spec.volumes", "no volume claim")


@requirement("STO-02")
def storage_drivers_are_off_until_needed(made: Synthesis) -> Findings:
    """Drivers for storage are off until one is chosen."""
    for cluster in (yield from clusters(made)):
        for driver in DRIVERS:
            yield from cluster.expects(f"storage_profile.{driver}_enabled", getattr(made.config.storage, driver))


documented(
    "STO-03",
    "A workload that needs state keeps it outside the cluster, in a service made for it.",
    file="docs/operations.md",
    heading="State outside the cluster",
    source=__name__,
)
