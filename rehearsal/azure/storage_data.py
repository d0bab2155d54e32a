"""Answers of a storage account's own end points. Only the service properties, which azurerm reads and writes."""

from rehearsal.azure.behaviour import Query, Reply
from rehearsal.azure.refusal import AzureError

OFF = "<RetentionPolicy><Enabled>false</Enabled></RetentionPolicy>"
METRICS = f"<Version>1.0</Version><Enabled>false</Enabled>{OFF}"
PROPERTIES = (
    '<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties>'
    f"<Logging><Version>1.0</Version><Delete>false</Delete><Read>false</Read><Write>false</Write>{OFF}</Logging>"
    f"<HourMetrics>{METRICS}</HourMetrics><MinuteMetrics>{METRICS}</MinuteMetrics><Cors/></StorageServiceProperties>"
).encode()


def answer(method: str, host: str, path: str, query: Query) -> Reply:
    """Answer a request for service properties.

    Raises:
        AzureError: the request is for blobs, files, queues or tables, which the stand-in does not keep.
    """
    if query.get("comp") != "properties":
        message = f"the stand-in keeps no blobs, files, queues or tables: {host}{path}"
        raise AzureError("ResourceNotFound", message, status=404)
    return Reply(body=PROPERTIES) if method == "GET" else Reply(status=202)
