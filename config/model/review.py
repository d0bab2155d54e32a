"""Settings for the review of a synthesis."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from config.model.base import Section
from config.model.text import form


class AcceptedDeviation(Section):
    requirement: Annotated[str, form(r"^[A-Z]{2,6}-[0-9]{2}$", "the id of a requirement", "SCALE-11")] = Field(
        description="Required. Id of the requirement, as docs/requirements.md lists it: SCALE-11."
    )
    reason: Annotated[str, StringConstraints(min_length=20, max_length=500)] = Field(
        description="Required. Why this configuration deviates, for whoever reads the review."
    )
    until: date = Field(description="Required. Last day on which the deviation is accepted; the review fails after it.")


class Review(Section):
    accepted: tuple[AcceptedDeviation, ...] = Field(
        default=(),
        description="Optional. Deviations from the article that are wanted. Any other deviation from a must makes the "
        "review fail.",
    )
