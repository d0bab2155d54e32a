"""Changes of role assignments."""

from collections.abc import Iterator, Mapping

from review.difference.change import Change, Sign
from review.facts import RoleGrant, roles
from review.synthesis import Output


def role_changes(before: Output, after: Output) -> Iterator[Change]:
    """Roles that were granted or removed. A changed assignment counts as one removed and one granted."""
    old, new = _grants(before), _grants(after)
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is None or now is None or _words(was) != _words(now):
            yield from _change(was, "-")
            yield from _change(now, "+")


def _grants(made: Output) -> Mapping[tuple[str, str], RoleGrant]:
    return {(grant.resource.stack, grant.resource.address): grant for grant in roles(made)}


def _words(grant: RoleGrant) -> str:
    return f"role {grant.role} of {grant.who} on {grant.on}"


def _change(grant: RoleGrant | None, sign: Sign) -> Iterator[Change]:
    if grant is not None:
        yield Change(
            kind="role",
            sign=sign,
            stack=grant.resource.stack,
            address=grant.resource.address,
            text=_words(grant),
            covers=r"(role_definition_name|role_definition_id|principal_id|principal_type|scope)?",
        )
