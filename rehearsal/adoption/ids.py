"""Ids in Azure of the resources of a synthesis, from its names and the subscriptions."""

import re
from dataclasses import dataclass

from rehearsal.adoption.id_forms import BELOW, IN_GROUP, SPELLED, WHOLE, WITHOUT_IMPORT
from rehearsal.azure_types import TYPES
from review.terraform import LOCAL, REMOTE, Body, Stacks

EXPRESSION = re.compile(r"\$\{([^${}]+)\}")
ATTRIBUTE = re.compile(r"(azurerm_\w+)\.([\w-]+)\.(\w+)")
ARGUMENT = re.compile(r"\{(\w+)\}")
PREFIX = "azurerm_"


class UnknownIdError(Exception):
    """An id does not follow from the synthesis. The message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Ids of the resources of a synthesis.

    Args:
        stacks: Terraform JSON by stack.
        subscription: id of the subscription of stacks whose configuration names none.
    """

    stacks: Stacks
    subscription: str

    def of(self, stack: str, address: str) -> str:
        """Id of a resource.

        Raises:
            UnknownIdError: Azure has chosen a part of it.
        """
        type_, _, name = address.partition(".")
        body = self.stacks[stack]["resource"][type_][name]
        kind = type_.removeprefix(PREFIX)
        if kind in WITHOUT_IMPORT:
            raise UnknownIdError(WITHOUT_IMPORT[kind])
        if kind in WHOLE:
            return self._filled(WHOLE[kind], stack, body)
        if kind in BELOW:
            parent, path = BELOW[kind]
            return f"{self.text(stack, body[parent])}/{path}/{self._argument('name', stack, body)}"
        group = self._filled("{subscription}/resourceGroups/{resource_group_name}/providers/", stack, body)
        if kind in IN_GROUP:
            return group + self._filled(IN_GROUP[kind], stack, body)
        if kind not in TYPES:
            raise UnknownIdError(f"{type_} has no known form of an id")
        return f"{group}{SPELLED.get(kind, TYPES[kind])}/{self._argument('name', stack, body)}"

    def text(self, stack: str, value: str) -> str:
        """A value with its references followed through all stacks.

        Raises:
            UnknownIdError: a reference leads to something that only Azure knows.
        """
        return EXPRESSION.sub(lambda found: self._followed(stack, found[1]), value)

    def _filled(self, form: str, stack: str, body: Body) -> str:
        return ARGUMENT.sub(lambda found: self._argument(found[1], stack, body), form)

    def _argument(self, name: str, stack: str, body: Body) -> str:
        if name == "subscription":
            return f"/subscriptions/{self._subscription_of(stack, body)}"
        if name not in body:
            raise UnknownIdError(f"{name} is chosen by Azure")
        return self.text(stack, body[name])

    def _subscription_of(self, stack: str, body: Body) -> str:
        """Subscription of the provider that a resource uses."""
        alias = str(body.get("provider", "")).partition(".")[2]
        for provider in self.stacks[stack].get("provider", {}).get("azurerm", ()):
            if provider.get("alias", "") == alias:
                return str(provider.get("subscription_id") or self.subscription)
        return self.subscription

    def _followed(self, stack: str, expression: str) -> str:
        if local := LOCAL.fullmatch(expression):
            return self.text(stack, str(self.stacks[stack]["locals"][local[1]]))
        if remote := REMOTE.search(expression):
            return self.text(remote[1], self.stacks[remote[1]]["output"][remote[2]]["value"])
        found = ATTRIBUTE.fullmatch(expression)
        if not found:
            raise UnknownIdError(f"{expression} is known to Azure only")
        type_, name, attribute = found.groups()
        body = self.stacks[stack].get("resource", {}).get(type_, {}).get(name, {})
        if attribute == "id":
            return self.of(stack, f"{type_}.{name}")
        if attribute == "node_resource_group_id":
            return self._filled("{subscription}/resourceGroups/{node_resource_group}", stack, body)
        if not isinstance(body.get(attribute), str):
            raise UnknownIdError(f"{expression} is known to Azure only")
        return self.text(stack, body[attribute])
