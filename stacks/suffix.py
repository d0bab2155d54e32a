"""Suffix of global names."""

from collections.abc import Sequence
from hashlib import sha256


def unique_suffix(
    *,
    organization: str,
    application: str,
    environment: str,
    location: str,
    subscription_id: str | None,
    labels: Sequence[str] = (),
) -> str:
    """Six characters that make the global names of a deployment unique. The same arguments give the same suffix.

    Args:
        organization: Business unit.
        application: Identifier of the application.
        environment: Environment, such as prod.
        location: Azure region.
        subscription_id: Subscription of the stack. None: it does not influence the suffix.
        labels: Labels of the spoke and the cluster in a fleet. If both are empty, they do not influence the suffix.
    """
    parts = [organization, application, environment, location, *([subscription_id] if subscription_id else [])]
    parts += labels if any(labels) else []
    return sha256("/".join(parts).lower().encode()).hexdigest()[:6]
