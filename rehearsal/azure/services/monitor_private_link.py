"""Microsoft.Insights: private link scopes, and what they reach."""

from rehearsal.azure.behaviour import Put, completes, held_by, plain

SCOPE = "Microsoft.Insights/privateLinkScopes"
SCOPED = f"{SCOPE}/scopedResources"

plain(SCOPED)
held_by(SCOPE, "scopedResources", "CannotDeleteResource")


@completes(SCOPE)
def complete_scope(put: Put) -> None:
    put.properties["privateEndpointConnections"] = []
    put.properties.setdefault("accessModeSettings", {}).setdefault("exclusions", [])
