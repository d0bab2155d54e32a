"""Runbooks: what to do about an alert."""

from dataclasses import dataclass

PAGE = "docs/alerts.md"


@dataclass(frozen=True, kw_only=True)
class Runbooks:
    """The page with one section an alert, headed by its name.

    `base_url`: web address of the repository's files, without a slash at its end; None leaves the path alone.
    """

    base_url: str | None = None

    def of(self, alert: str) -> str:
        """Link to the section of an alert."""
        path = f"{PAGE}#{alert.lower()}"
        return f"{self.base_url}/{path}" if self.base_url else path
