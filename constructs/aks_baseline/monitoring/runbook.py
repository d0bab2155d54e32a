"""Runbooks: what to do when an alert fires."""

from dataclasses import dataclass

PAGE = "docs/alerts.md"


@dataclass(frozen=True, kw_only=True)
class Runbooks:
    """Links to the page of runbooks, which has a section for every alert.

    Args:
        base_url: Web address of the repository's files, without a slash at its end. None: links are paths.
    """

    base_url: str | None = None

    def of(self, alert: str) -> str:
        """Link to the section of an alert.

        Args:
            alert: Name of the alert, which is the heading of the section.
        """
        path = f"{PAGE}#{alert.lower()}"
        return f"{self.base_url}/{path}" if self.base_url else path
