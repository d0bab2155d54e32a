"""Built-in roles of Azure, and who has them where.

Source: Azure page "Azure built-in roles".
"""

from typing import Any

from rehearsal.azure.cloud import Cloud
from rehearsal.azure.values import Body, guid, same

BUILT_IN_ROLES = {
    "c2f4ef07-c644-48eb-af81-4b1b4947fb11": "AcrDelete",
    "6cef56e8-d556-48e5-a04f-b8e64114680f": "AcrImageSigner",
    "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
    "8311e382-0749-4cb8-b61a-304f252e45ec": "AcrPush",
    "2b629674-e913-4c01-ae53-ef4638d8f975": "Azure Event Hubs Data Sender",
    "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8": "Azure Kubernetes Service Cluster Admin Role",
    "4abbcc35-e782-43d8-92c5-2d3f1bd2253f": "Azure Kubernetes Service Cluster User Role",
    "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8": "Azure Kubernetes Service Contributor Role",
    "3498e952-d568-435e-9b2c-8d77e338d7f7": "Azure Kubernetes Service RBAC Admin",
    "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b": "Azure Kubernetes Service RBAC Cluster Admin",
    "7f6c6a51-bcf8-42ba-9220-52d62157d7db": "Azure Kubernetes Service RBAC Reader",
    "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb": "Azure Kubernetes Service RBAC Writer",
    "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": "Azure Service Bus Data Sender",
    "5e467623-bb1f-42f4-a55d-6e525e11384b": "Backup Contributor",
    "a795c7a0-d4a2-40c1-ae25-d81f01202912": "Backup Reader",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "befefa01-2a29-4197-83a8-272ff33ce314": "DNS Zone Contributor",
    "3e5e47e6-65f7-47ef-90b5-e5dd4d455f24": "Disk Backup Reader",
    "7efff54f-a5b4-42b5-a1c5-5411624893ce": "Disk Snapshot Contributor",
    "1e241071-0855-49ea-94dc-649edcd759de": "EventGrid Contributor",
    "d5a91429-5739-47e2-a06b-3470a27159e7": "EventGrid Data Sender",
    "22926164-76b3-42b3-bc55-97df8dab3e41": "Grafana Admin",
    "a79a5197-3a5c-4973-a920-486035ffd60f": "Grafana Editor",
    "60921a7e-fef1-4a43-9b16-a26c52ad4769": "Grafana Viewer",
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
    "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba": "Key Vault Certificate User",
    "a4417e6f-fecd-4de8-b567-7b0420556985": "Key Vault Certificates Officer",
    "f25e0fa2-a7c8-4377-a976-54943a77a395": "Key Vault Contributor",
    "14b46e9e-c2b7-41b4-b07b-48a6ebf60603": "Key Vault Crypto Officer",
    "e147488a-f6f5-4113-8e2d-b22465e65bf6": "Key Vault Crypto Service Encryption User",
    "12338af0-0e69-4776-bea7-57ae8d297424": "Key Vault Crypto User",
    "21090545-7ca7-4776-b22c-e363652d74d2": "Key Vault Reader",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "92aaf0da-9dab-42b6-94a3-d43ce8d16293": "Log Analytics Contributor",
    "73c42c96-874c-492b-b04d-ab87d138a893": "Log Analytics Reader",
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": "Managed Identity Contributor",
    "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
    "749f88d5-cbae-40b8-bcfc-e573ddc772fa": "Monitoring Contributor",
    "b0d8363b-8ddd-447d-831f-62ca05bff136": "Monitoring Data Reader",
    "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
    "43d0d8ad-25c7-4714-9337-8ba259a9fe05": "Monitoring Reader",
    "4d97b98b-1d4f-4787-a291-c67834d212e7": "Network Contributor",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b12aa53e-6015-4669-85d0-8515ebb3ae7f": "Private DNS Zone Contributor",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
    "36243c78-bf99-498c-9df9-86d9f8d28608": "Resource Policy Contributor",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "17d1049b-9a84-46fb-8f53-869881c3d3ab": "Storage Account Contributor",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
    "0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb": "Storage File Data SMB Share Contributor",
    "4a9ae827-6dc8-4573-8ac7-8239d42aa03f": "Tag Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "1c0163c0-47e6-4577-8991-ea5c82e286e4": "Virtual Machine Administrator Login",
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c": "Virtual Machine Contributor",
    "fb879df8-f326-4884-b1cf-06f3ad86be52": "Virtual Machine User Login",
}


def definition(cloud: Cloud, subscription: str, id_: str) -> Body:
    """Definition of a role by its GUID. An unknown one is noticed and gets a made-up name."""
    for custom in cloud.of_type("Microsoft.Authorization/roleDefinitions"):
        if same(custom.id.name, id_):
            return cloud.shown(custom)
    name = BUILT_IN_ROLES.get(id_.lower())
    if not name:
        cloud.notice(f"role definition {id_}: not among the built-in roles that the stand-in knows")
    scope = f"/subscriptions/{subscription}" if subscription else ""
    allowed = {"actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": []}
    return {
        "id": f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{id_}",
        "name": id_,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": name or f"role {id_}",
            "type": "BuiltInRole",
            "description": name or "",
            "assignableScopes": ["/"],
            "permissions": [allowed],
        },
    }


def named(cloud: Cloud, subscription: str, name: str) -> Body:
    """Definition of a role by its name. An unknown one is noticed and gets a made-up GUID."""
    known = next((id_ for id_, each in BUILT_IN_ROLES.items() if same(each, name)), None)
    if known:
        return definition(cloud, subscription, known)
    for custom in cloud.of_type("Microsoft.Authorization/roleDefinitions"):
        if same(custom.properties.get("roleName"), name):
            return cloud.shown(custom)
    cloud.notice(f"role {name}: not among the built-in roles that the stand-in knows")
    found = definition(cloud, subscription, guid("role", name))
    found["properties"]["roleName"] = name
    return found


def assignments(cloud: Cloud, principal: Any, scope: str, *roles: str) -> list[str]:
    """Ids of the role assignments that give a principal one of the roles on a scope."""
    found = []
    for each in cloud.of_type("Microsoft.Authorization/roleAssignments"):
        role = BUILT_IN_ROLES.get(str(each.properties["roleDefinitionId"]).rsplit("/", 1)[-1].lower())
        above = str(each.properties["scope"]).lower().rstrip("/")
        inside = f"{scope.lower()}/".startswith(f"{above}/")
        if role in roles and inside and same(each.properties.get("principalId"), principal):
            found.append(each.id.key)
    return found
