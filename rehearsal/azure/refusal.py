"""Answers of Azure that refuse a request."""

from collections.abc import Mapping


class AzureError(Exception):
    """Azure refuses a request.

    Args:
        code: error code, Azure's where it is known.
        message: text that the user reads.
        status: HTTP status.
        headers: further headers of the answer.
    """

    def __init__(self, code: str, message: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.headers = code, message, status, dict(headers or {})
