"""Size of a virtual machine, read from its name. CMP-02, CMP-11, CMP-05.

Since v3 the name contains the number of vCPUs
(https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions). A table covers older sizes. Memory per
vCPU and the room on local disks are from the page of each series under
https://learn.microsoft.com/azure/virtual-machines/sizes.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class VmSize:
    """Size of a virtual machine.

    Args:
        vcpus: Number of vCPUs.
        memory_gib: Memory in GiB.
        ephemeral_gib: Largest operating system disk that fits on the machine itself. None if not known here.
    """

    vcpus: int
    memory_gib: float
    ephemeral_gib: float | None = None

    def __str__(self) -> str:
        return f"{self.vcpus} vCPU, {self.memory_gib:g} GiB"


# vCPUs and GiB of memory of sizes older than the naming convention. The number in their names is not the vCPU count.
_BY_NAME: dict[str, tuple[int, float]] = {
    "B1ls": (1, 0.5), "B1s": (1, 1), "B1ms": (1, 2), "B2s": (2, 4), "B2ms": (2, 8), "B4ms": (4, 16), "B8ms": (8, 32),
    "B12ms": (12, 48), "B16ms": (16, 64), "B20ms": (20, 80),
    "D1_v2": (1, 3.5), "D2_v2": (2, 7), "D3_v2": (4, 14), "D4_v2": (8, 28), "D5_v2": (16, 56),
    "D11_v2": (2, 14), "D12_v2": (4, 28), "D13_v2": (8, 56), "D14_v2": (16, 112), "D15_v2": (20, 140),
    "F1": (1, 2), "F2": (2, 4), "F4": (4, 8), "F8": (8, 16), "F16": (16, 32),
}  # fmt: skip

# GiB of memory per vCPU, by family. The letters l, m and t in a name mean less, more and tiny.
_MEMORY = {"B": 4.0, "D": 4.0, "E": 8.0, "F": 4.0}
_LESS, _MORE, _TINY = 2.0, 8.0, 0.5
# The F family was compute-optimized before v6.
_MEMORY_FSV2 = 2.0

# DSv2 keeps an ephemeral disk in its cache: 43 GiB per vCPU. Since v4, only sizes with a d in their name have a local
# disk: 37.5 GiB per vCPU in v4 and v5. Local disks of v6 still change, so they are not checked.
_CACHE_DSV2, _LOCAL_V4 = 43.0, 37.5

_CONVENTION = re.compile(r"(?P<family>[BDEF])(?P<vcpus>\d+)(-(?P<active>\d+))?(?P<features>[a-z]*)_v(?P<version>\d+)")


def vm_size(name: str) -> VmSize | None:
    """The size called `name`; None for other families than B, D, E and F."""
    short = name.removeprefix("Standard_")
    without_s = re.sub(r"^DS(?=\d+_v2$)", "D", re.sub(r"^(F\d+)s$", r"\1", short))  # s: takes premium disks
    if old := _BY_NAME.get(without_s):
        cached = _CACHE_DSV2 * old[0] if re.fullmatch(r"DS[1-5]_v2", short) else None
        return VmSize(vcpus=old[0], memory_gib=old[1], ephemeral_gib=cached)
    found = _CONVENTION.fullmatch(short)
    if not found or (found["family"] in "DE" and int(found["version"]) < 3):
        return None
    vcpus, version, features = int(found["vcpus"]), int(found["version"]), found["features"]
    memory = _MEMORY_FSV2 if (found["family"], version) == ("F", 2) else _MEMORY[found["family"]]
    for letter, amount in (("l", _LESS), ("m", _MORE), ("t", _TINY)):
        memory = amount if letter in features else memory
    return VmSize(
        vcpus=int(found["active"] or vcpus),
        memory_gib=vcpus * memory,
        ephemeral_gib=_ephemeral(version=version, features=features, vcpus=vcpus) if found["family"] in "DE" else None,
    )


def _ephemeral(*, version: int, features: str, vcpus: int) -> float | None:
    if version < 4:
        return None
    if "d" not in features:
        return 0
    return vcpus * _LOCAL_V4 if version < 6 else None
