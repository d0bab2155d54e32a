"""Long-running operations. All of them have ended when the client asks for the first time."""

import uuid

HOST = "management.azure.com"
PREFIX = "/rehearsal/operations/"


def polled() -> dict[str, str]:
    """Headers that tell the client where to ask."""
    return {"Azure-AsyncOperation": _address(), "Retry-After": "0"}


def located() -> dict[str, str]:
    """The same for the services that use the header Location."""
    return {"Location": _address(), "Retry-After": "0"}


def _address() -> str:
    return f"https://{HOST}{PREFIX}{uuid.uuid4()}?api-version=2024-01-01"
