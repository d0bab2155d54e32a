"""Reports each problem of a fleet once, at the member that has to change.

A value that a file states once is checked in every cluster. If every cluster below a member refuses a value that the
member has for all of them, the problem is reported at the member.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from config.problem import Mark, Problem
from config.reading.members import Member
from config.reading.wording import Loc, path_of


def placed(whole: Member, problems: Mapping[Loc, Sequence[Problem]]) -> list[tuple[Mark, Problem]]:
    """Return each problem with its place. Its path names the member.

    Args:
        whole: The file.
        problems: Problems of each cluster, with paths inside the cluster.
    """
    by_problem: dict[Problem, set[Loc]] = {}
    for loc, found in problems.items():
        for problem in found:
            by_problem.setdefault(problem, set()).add(loc)
    return [
        placed_at(member, problem) for problem, having in by_problem.items() for member in _at(whole, problem, having)
    ]


def placed_at(member: Member, problem: Problem) -> tuple[Mark, Problem]:
    """Return a problem of a member with its place. Its path names the member."""
    path = ".".join(filter(None, (path_of(member.loc), problem.path)))
    return member.stated(problem.path), replace(problem, path=path)


def _at(member: Member, problem: Problem, having: set[Loc]) -> Iterator[Member]:
    """Yield the highest members that have the problem in all their clusters, by a value of their own or from above."""
    mark = member.document.mark(problem.path)
    if all(each.loc in having and each.document.mark(problem.path) == mark for each in member.clusters):
        yield member
    else:
        for each in member.members:
            yield from _at(each, problem, having)
