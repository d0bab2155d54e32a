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

# Sizes with GPUs of NVIDIA that AKS supports: the number of their names is not always all that tells their memory.
_WITH_GPU: dict[str, tuple[int, float]] = {
    "NC4as_T4_v3": (4, 28), "NC8as_T4_v3": (8, 56), "NC16as_T4_v3": (16, 110), "NC64as_T4_v3": (64, 440),
    "NC24ads_A100_v4": (24, 220), "NC48ads_A100_v4": (48, 440), "NC96ads_A100_v4": (96, 880),
    "NC40ads_H100_v5": (40, 320), "NC80adis_H100_v5": (80, 640),
    "ND96asr_v4": (96, 900), "ND96amsr_A100_v4": (96, 1900), "ND96isr_H100_v5": (96, 1900),
    "NV6ads_A10_v5": (6, 55), "NV12ads_A10_v5": (12, 110), "NV18ads_A10_v5": (18, 220), "NV36ads_A10_v5": (36, 440),
    "NV36adms_A10_v5": (36, 880), "NV72ads_A10_v5": (72, 880),
}  # fmt: skip

# GiB of memory per vCPU, by family. The letters l, m and t in a name mean less, more and tiny.
_MEMORY = {"B": 4.0, "D": 4.0, "E": 8.0, "F": 4.0}
_LESS, _MORE, _TINY = 2.0, 8.0, 0.5
# The F family was compute-optimized before v6.
_MEMORY_FSV2 = 2.0

# DSv2 keeps an ephemeral disk in its cache: 43 GiB per vCPU. Since v4, only sizes with a d in their name have a local
# disk: 37.5 GiB per vCPU in v4 and v5. Local disks of v6 still change, so they are not checked.
_CACHE_DSV2, _LOCAL_V4 = 43.0, 37.5

_GPU = re.compile(r"Standard_N[CDGV]")
# Azure page "Use GPUs on Azure Kubernetes Service (AKS)", "Supported GPU-enabled VMs": NVv4 has GPUs of AMD.
_GPU_OF_AMD = re.compile(r"Standard_NV\d+as_v4")
_ARM = re.compile(r"Standard_[A-Z]+\d+(-\d+)?[a-z]*p[a-z]*_v\d+")
_CONVENTION = re.compile(r"(?P<family>[BDEF])(?P<vcpus>\d+)(-(?P<active>\d+))?(?P<features>[a-z]*)_v(?P<version>\d+)")


def vm_size(name: str) -> VmSize | None:
    """The size called `name`; None for other families than B, D, E, F and the sizes with GPUs of `_WITH_GPU`."""
    short = name.removeprefix("Standard_")
    if with_gpu := _WITH_GPU.get(short):
        return VmSize(vcpus=with_gpu[0], memory_gib=with_gpu[1])
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


def has_gpu(name: str) -> bool:
    """True for a size of the NC, ND, NG or NV family."""
    return bool(_GPU.match(name))


def has_unsupported_gpu(name: str) -> bool:
    """True for a size whose GPU AKS does not support."""
    return bool(_GPU_OF_AMD.fullmatch(name))


def is_arm(name: str) -> bool:
    """True for a size with Arm64 processors, which has the letter p in its name."""
    return bool(_ARM.fullmatch(name))


def _ephemeral(*, version: int, features: str, vcpus: int) -> float | None:
    if version < 4:
        return None
    if "d" not in features:
        return 0
    return vcpus * _LOCAL_V4 if version < 6 else None
