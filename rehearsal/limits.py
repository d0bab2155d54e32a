"""What a rehearsal cannot know. It is printed at the end of every run."""

UNKNOWN = (
    "quotas, and whether the region offers the sizes, zones and versions",
    "what Azure Policy evaluates: assignments are stored, and nothing is denied but clusters with local accounts",
    "rights of the people and pipelines that deploy: roles are checked in key vaults only",
    "names that somebody else in Azure has",
    "traffic: no packet goes through a firewall, a gateway or a cluster",
    "what is inside the cluster: Helm and Kubernetes resources are left out",
    "prices, and how long Azure takes",
)
