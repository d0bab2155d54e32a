"""Names and ids of the built-in roles that the baseline assigns. Source: Azure page "Azure built-in roles"."""

from typing import Literal, NewType

# The reader's scope is a namespace, at which Azure lists no roles by name: there the role is given by its id.
RBAC_READER = "7f6c6a51-bcf8-42ba-9220-52d62157d7db"
RBAC_WRITER = "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb"

Role = Literal[
    "AcrPull",
    "Azure Kubernetes Service Cluster User Role",
    "Azure Kubernetes Service RBAC Admin",
    "Azure Kubernetes Service RBAC Cluster Admin",
    "Contributor",
    "Grafana Admin",
    "Grafana Viewer",
    "Key Vault Certificates Officer",
    "Key Vault Contributor",
    "Key Vault Crypto User",
    "Key Vault Reader",
    "Key Vault Secrets Officer",
    "Key Vault Secrets User",
    "Log Analytics Reader",
    "Managed Identity Operator",
    "Monitoring Data Reader",
    "Monitoring Metrics Publisher",
    "Network Contributor",
    "Private DNS Zone Contributor",
    "Reader",
    "Storage Blob Data Contributor",
    "Virtual Machine Contributor",
]
# A built-in role that a team names for its own workload.
ChosenRole = NewType("ChosenRole", str)
