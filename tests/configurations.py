"""Strategies of whole configurations, derived from the model's schema and from the table of switches."""

from typing import Any

from hypothesis import strategies as st

from config.reading import shape
from config.reading.schema import Node, choices
from tools.switches import SWITCHES

Settings = dict[str, object]
Value = st.SearchStrategy[Any]

# Sections that other tests judge: files that extend others, fleets, and arguments of any resource.
ELSEWHERE = ("extends", "regions", "spokes", "clusters", "first_spoke", "first_cluster", "live", "overrides")
NODE_POOLS = 2  # of the baseline

RANGES = (
    "10.200.0.0/24",
    "10.240.0.0/16",
    "10.240.8.0/22",
    "10.240.4.0/28",
    "10.0.0.0/8",
    "192.168.0.0/16",
    "8.8.8.0/24",
)
FORMATS: dict[str, Value] = {
    "ipv4network": st.sampled_from(RANGES)
    | st.builds(
        lambda a, b, c, p: f"10.{a}.{b}.{c * 16 & -(1 << max(32 - p, 0)) & 255}/{p}",
        *[st.integers(0, 15)] * 3,
        st.integers(24, 30),
    ),
    "ipv4": st.sampled_from(("10.240.4.4", "10.240.4.15", "172.16.0.10", "10.0.0.1")),
    "date": st.dates().map(lambda day: day.replace(day=1).isoformat()) | st.dates().map(str),
}


def values(node: Node) -> Value:  # noqa: C901 - a table of cases
    """Values that the model's schema allows for a node, most of them common ones."""
    node = shape.resolved(node)
    if listed := choices(node):
        return st.sampled_from(listed)
    if "anyOf" in node:
        return st.one_of(*map(values, node["anyOf"]))
    match node.get("type"):
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            lowest = node.get("minimum", 0)
            return st.integers(lowest, min(node.get("maximum", lowest + 1000), lowest + 5)) | st.integers(
                lowest, node.get("maximum", lowest + 1000)
            )
        case "number":
            return st.floats(node.get("minimum", 0), node.get("maximum", 10_000), allow_nan=False).map(
                lambda x: round(x, 2)
            )
        case "array":
            fewest = node.get("minItems", 0)
            return st.lists(
                values(node["items"]), min_size=fewest, max_size=max(fewest, min(node.get("maxItems", 3), 3))
            )
        case "object" if shape.keys(node):
            required, optional = _fields(node)
            return st.fixed_dictionaries(required, optional=optional)
        case "object":
            names = node.get("propertyNames", {})
            inner = shape._of_any_name(node)
            keys = values({"type": "string", **names}) if names else st.sampled_from(("a", "b1", "contoso.com/x"))
            patterns = list(node.get("patternProperties", ()))
            keys = st.from_regex(patterns[0], fullmatch=True) if patterns else keys
            return st.dictionaries(keys, values(inner) if inner else st.text(max_size=5), max_size=2)
        case "string":
            return _texts(node)
        case _:
            return st.none() | st.booleans() | st.integers() | st.text(max_size=5)


def _fields(node: Node) -> tuple[dict[str, Value], dict[str, Value]]:
    required = shape.keys(node, required=True)
    fields = {key: values(inner) for key, inner in node["properties"].items()}
    return {key: fields[key] for key in required}, {key: each for key, each in fields.items() if key not in required}


def _texts(node: Node) -> Value:
    if "format" in node:
        return FORMATS[node["format"]]
    examples = st.sampled_from(node["examples"]) if "examples" in node else st.just("a reason of twenty letters")
    shortest, longest = node.get("minLength", 0), min(node.get("maxLength", 40), 40)
    if "pattern" in node:
        matching = st.from_regex(node["pattern"], fullmatch=True)
        return examples | matching.filter(lambda text: shortest <= len(text) <= node.get("maxLength", 300))
    return examples | st.text(min_size=shortest, max_size=max(longest, shortest))


def _places() -> dict[str, Node]:
    """Every field below the sections and in the baseline's node pools, by the path that `configuration` takes."""
    places = {".".join(map(str, loc)): shape.at(loc) for loc in shape.paths() if loc[0] not in ELSEWHERE}
    pool = shape.resolved(places["node_pools"]["items"])
    pools = {f"node_pools[{at}].{key}": pool["properties"][key] for at in range(NODE_POOLS) for key in shape.keys(pool)}
    return {path: node for path, node in (places | pools).items() if not shape.keys(shape.resolved(node))}


PLACES = _places()
STRATEGIES = {path: values(node) for path, node in PLACES.items()}


def _merged(parts: list[Settings]) -> Settings:
    """Settings of several parts. A later part wins, and takes out what lies inside or around its own paths."""
    merged: Settings = {}
    for part in parts:
        for path in part:
            clash = [
                each
                for each in merged
                if each.startswith((f"{path}.", f"{path}[")) or path.startswith((f"{each}.", f"{each}["))
            ]
            for each in clash:
                del merged[each]
        merged |= part
    return merged


SWITCHED: st.SearchStrategy[Settings] = st.sampled_from([dict(switch.on) for switch in SWITCHES])
ONE_FIELD: st.SearchStrategy[Settings] = st.sampled_from(sorted(PLACES)).flatmap(
    lambda path: st.builds(lambda value: {path: value}, STRATEGIES[path])
)
CONFIGURATIONS: st.SearchStrategy[Settings] = st.builds(
    lambda switches, fields: _merged([*switches, *fields]),
    st.lists(SWITCHED, max_size=3),
    st.lists(ONE_FIELD, max_size=2),
)
"""Up to three switches and up to two other fields beside the baseline: most of these are accepted."""
