"""Parameters of the built-in policies that this project assigns, by GUID.

Source: the definitions in the repository Azure/azure-policy, folder built-in-policies.
"""

CLUSTER = frozenset({"effect", "excludedNamespaces", "namespaces", "labelSelector", "warn", "source"})
CONTAINERS = CLUSTER | {"excludedContainers", "excludedImages"}
EFFECT = frozenset({"effect"})

# Restricted and baseline pod security standards.
INITIATIVES = {
    "42b8ef37-b724-4e24-bbc8-7a7708edfe00": frozenset({"effect", "excludedNamespaces", "namespaces", "labelSelector"}),
    "a8640138-9b0a-4a28-b8cb-1666c838647d": frozenset({"effect", "excludedNamespaces", "namespaces", "labelSelector"}),
}
# On objects in a cluster.
CLUSTER_POLICIES = {
    "098fc59e-46c7-4d99-9b16-64990e543d75": CONTAINERS | {"allowedHostPaths"},
    "1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d": CLUSTER,
    "1ddac26b-ed48-4c30-8cc5-3a68c79b8001": CLUSTER,
    "3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e": CLUSTER,
    "9f061a12-e40d-4183-a00e-171812443373": CLUSTER,
    "d46c275d-1680-448d-b2ec-e495a3b6cc89": CLUSTER | {"allowedExternalIPs"},
    "df49d893-a74c-421d-bc95-c663042e5b80": CONTAINERS,
    "e345eecc-fa47-480f-9e88-67dcc122b164": CONTAINERS | {"cpuLimit", "memoryLimit"},
    "febd0533-8e55-448f-b837-bd0e06f16469": CONTAINERS | {"allowedContainerImagesRegex"},
}
# On settings of a cluster or a registry.
SERVICE_POLICIES = dict.fromkeys(
    (
        "0a15ec92-a229-4763-bb14-0ea34a568f8d",
        "0e246bcf-5f6f-4f87-bc6f-775d4712c7ea",
        "450d2877-ebea-41e8-b00c-e286317d21bf",
        "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
        "9f2dea28-e834-476c-99c5-3507b4728395",
        "a1840de2-8088-4ea8-b153-b4c723e9cb01",
        "ac4a19c2-fa67-49b4-8ae5-0b2e78c49457",
        "da6e2401-19da-4532-9141-fb8fbde08431",
        "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
        "fb893a29-21bb-418c-a157-e99480ec364c",
    ),
    EFFECT,
)
PARAMETERS = INITIATIVES | CLUSTER_POLICIES | SERVICE_POLICIES

LOCAL_ACCOUNTS = "993c2fcd-2b29-49d2-9eb0-df2c3a730c32"  # denies clusters with local accounts
