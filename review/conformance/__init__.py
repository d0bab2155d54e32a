"""One check for each requirement that configuration or JSON can show, one file a heading of the article."""

from importlib import import_module
from pkgutil import iter_modules

from config.facts.requirements import SEVERITIES
from review.requirement import REGISTRY, Answer, Requirement, answer
from review.synthesis import Synthesis

for _module in iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)


def requirements() -> tuple[Requirement, ...]:
    """Every registered requirement, in the order of their groups."""
    return tuple(REGISTRY[id_] for id_ in SEVERITIES if id_ in REGISTRY)


def answers(made: Synthesis) -> tuple[Answer, ...]:
    """What every requirement's check says about a synthesis."""
    return tuple(answer(row, made) for row in requirements())
