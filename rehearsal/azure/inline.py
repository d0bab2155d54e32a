"""Children that a parent's body holds as a list: one resource each, shown in both places."""

from rehearsal.azure.behaviour import Put, after_put, completes, shows
from rehearsal.azure.cloud import Cloud, Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

PENDING = "children"
FLAT = ("agentPoolProfiles",)  # their properties stand beside the name
KEPT = ("virtualNetworkPeerings",)  # a PUT of the network that leaves them out keeps them


def holds(parent: str, lists: dict[str, str]) -> None:
    """Register the lists of a type that hold children.

    Args:
        parent: type of the parent.
        lists: type of the child, by the property that holds the list.
    """

    def take(put: Put) -> None:
        for property_, type_ in lists.items():
            items = put.properties.pop(property_, None)
            if items is not None:
                stated = (put.resource.sent.get("properties") or {}).items()
                rest = {key: value for key, value in stated if key != property_}
                put.resource.sent = {**put.resource.sent, "properties": rest}
                put.resource.hidden.setdefault(PENDING, []).append((type_, items))
                if property_ not in KEPT:
                    _remove_missing(put, type_, {item["name"].lower() for item in items})

    def store(put: Put) -> None:
        for type_, items in put.resource.hidden.pop(PENDING, []):
            for item in items:
                body = {key: value for key, value in item.items() if key not in ("name", "id", "type")}
                body = body if "properties" in body else {"properties": body}
                put.cloud.put(ResourceId.parse(f"{put.id.text}/{type_}/{item['name']}"), body)

    def show(cloud: Cloud, resource: Resource, body: Body) -> None:
        for property_, type_ in lists.items():
            children = [cloud.shown(child) for child in cloud.children(resource.id.text, type_)]
            flat = [{"name": child["name"], **child["properties"]} for child in children]
            body["properties"][property_] = flat if property_ in FLAT else children

    completes(parent)(take)
    after_put(parent)(store)
    shows(parent)(show)


def _remove_missing(put: Put, type_: str, names: set[str]) -> None:
    for child in put.cloud.children(put.id.text, type_):
        if child.id.name.lower() in names:
            continue
        user = next(put.cloud.users(child.id), None)
        if type_ == "subnets" and user:
            message = f"{child.id.text} is in use by {user.id.text} and was left out of the PUT of its network"
            raise AzureError("InUseSubnetCannotBeDeleted", message)
        put.cloud.drop(child.id.text)


def pending(resource: Resource, type_: str) -> list[Body]:
    """Children in the body of a PUT that are not stored yet."""
    return [item for of, items in resource.hidden.get(PENDING, []) if of == type_ for item in items]


def number(put: Put, *lists: str) -> None:
    """Give the parts of a resource their ids: named entries of its lists, which are no resources themselves."""
    for name in lists:
        for part in put.properties.get(name) or []:
            if part.get("name"):
                part.update(id=f"{put.id.text}/{name}/{part['name']}", type=f"{put.id.type}/{name}")
                part.setdefault("properties", {})["provisioningState"] = "Succeeded"
