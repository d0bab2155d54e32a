"""Values of another stack, which may not be applied yet."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from cdktf import DataResource, ITerraformDependable, Precondition, TerraformLocal, TerraformResourceLifecycle, Token
from constructs import Construct

# End of the construct id of the resource that stops an apply. Terraform never creates this resource.
AWAITED = "awaited"

Links = TypeVar("Links")


def awaited(scope: Construct, id_: str, links: Links, *, stack: str) -> tuple[Links, list[ITerraformDependable]]:
    """Let a stack be planned before another stack, whose values it uses, is applied.

    The other stack's state has no outputs before its first apply, and lacks some when a change adds one. A missing
    value is planned as "known after apply". Only a `terraform_data` resource could supply it, and the precondition of
    that resource fails, so that no plan with a missing value can be applied. If no value is missing, the resource does
    not exist.
    Source: Terraform pages "The terraform_remote_state Data Source", "timestamp Function" (unknown during a plan) and
    "Custom Conditions" (a condition on an unknown value is checked during the apply).

    Args:
        scope: Stack that uses the values.
        id_: What the other stack is. Construct ids begin with it.
        links: Values of the other stack: tuples, mappings and frozen dataclasses of texts. Other values, such as None,
            stay as they are.
        stack: Name of the other stack, for the message of a refused apply.

    Returns:
        The same values as locals of `scope`; values that the configuration knows stay as they are. Then what resources
        that use no value wait for, so that a refused apply creates nothing.
    """
    missing: list[str] = []
    resource = f"{id_}_{AWAITED}"

    def local(name: str, value: str) -> str:
        if not Token.is_unresolved(value):
            return value
        missing.append(f'${{can({value}) ? "" : "{name}"}}')
        either = f"${{try({value}, one(terraform_data.{resource}[*].output))}}"
        return TerraformLocal(scope, f"{id_}_{name}", either).as_string

    found: Links = _replaced("", links, local)
    if not missing:
        return found, []
    TerraformLocal(scope, f"{id_}_missing", missing)
    return found, [_stop(scope, resource, missing=f"compact(local.{id_}_missing)", stack=stack)]


def _replaced(name: str, value: Any, local: Callable[[str, str], str]) -> Any:
    """The value with every text in it replaced by `local(name, text)`. Parts of names are joined by `_`."""
    prefix = f"{name}_" if name else ""
    if isinstance(value, str):
        return local(name, value)
    if isinstance(value, tuple):
        return tuple(_replaced(f"{prefix}{position}", each, local) for position, each in enumerate(value))
    if isinstance(value, Mapping):
        return {key: _replaced(f"{prefix}{key}", each, local) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{key: _replaced(f"{prefix}{key}", each, local) for key, each in parts.items()})
    return value


def _stop(scope: Construct, id_: str, *, missing: str, stack: str) -> DataResource:
    """Stop the apply of a plan in which values are missing. The plan shows their names as `triggers_replace`."""
    stop = DataResource(
        scope,
        id_,
        lifecycle=TerraformResourceLifecycle(
            precondition=[
                Precondition(
                    condition=f'${{length({missing}) == 0 || timestamp() == ""}}',
                    error_message=(
                        f'${{"The stack {stack} must be applied first: its state lacks ${{join(", ", {missing})}}. '
                        f'Deploy {stack}, then plan this stack again."}}'
                    ),
                )
            ]
        ),
    )
    stop.add_override("count", f"${{length({missing}) == 0 ? 0 : 1}}")
    stop.add_override("input", "${timestamp()}")
    stop.add_override("triggers_replace", f"${{{missing}}}")
    return stop
