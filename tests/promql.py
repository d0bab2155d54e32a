"""Reads PromQL."""

import promql_parser


def metrics_of(expression: str) -> dict[str, list[str]]:
    """Metrics that a PromQL expression reads, with the matchers of each selector."""
    found: dict[str, list[str]] = {}

    def visit(node: promql_parser.Expr) -> None:
        selector = node.vector_selector if isinstance(node, promql_parser.MatrixSelector) else node
        if isinstance(selector, promql_parser.VectorSelector):
            found.setdefault(str(selector.name), []).append(str(selector.matchers))

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found
