"""Query pack: log queries that are kept with the code."""

from cdktf_cdktf_provider_azurerm.log_analytics_query_pack import LogAnalyticsQueryPack
from cdktf_cdktf_provider_azurerm.log_analytics_query_pack_query import LogAnalyticsQueryPackQuery
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.queries import QUERIES


class QueryPack(Construct):
    """Query pack with all of `QUERIES`. Log Analytics lists them under Queries.

    Source: article, "Monitor and collect metrics".

    Args:
        name: Name of the pack.
        at: Resource group and region.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, at: Placement) -> None:
        super().__init__(scope, id_)
        pack_id = LogAnalyticsQueryPack(
            self, "Default", name=name, resource_group_name=at.resource_group, location=at.location
        ).id
        for query in QUERIES:
            LogAnalyticsQueryPackQuery(
                self,
                query.name,
                query_pack_id=pack_id,
                display_name=query.title,
                description=query.description,
                categories=[query.category],
                body=query.body,
            )
