"""Kubernetes versions that the stand-in offers in every region."""

VERSIONS = ("1.31.12", "1.32.8", "1.33.4", "1.34.2", "1.35.0", "1.36.0", "1.37.0")
DEFAULT_VERSION = "1.33.4"
OFFERED = range(30, 38)  # minor versions


def full_version(version: str) -> str:
    """A minor version alone means its newest patch."""
    alone = version.count(".") == 1
    return next((each for each in reversed(VERSIONS) if alone and each.startswith(f"{version}.")), version)


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdecimal()]
