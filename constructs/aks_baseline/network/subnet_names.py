"""Names of subnets, as the article has them. Needs no cdktf, so that the address plan can read it too."""

NODES = "snet-clusternodes"
PODS = "snet-clusterpods"
INGRESS = "snet-clusteringressservices"
APPLICATION_GATEWAY = "snet-applicationgateway"
PRIVATE_ENDPOINTS = "snet-privatelinkendpoints"
API_SERVER = "snet-apiserver"


def pod_subnet(pool: str) -> str:
    """Name of the subnet of a pool's pods, if they have one of their own.

    Args:
        pool: Name of the pool.
    """
    return f"{PODS}-{pool}"


def pool_subnet(pool: str) -> str:
    """Name of the subnet of a node pool that has one of its own.

    Args:
        pool: Name of the pool.
    """
    return f"{NODES}-{pool}"


def subnet_of(label: str, name: str) -> str:
    """Name of a subnet that one of several clusters in a spoke has for itself.

    Args:
        label: Label of the cluster. Empty for the first one, whose subnets have the article's names.
        name: Name of the subnet in a spoke with one cluster.
    """
    return name.replace("snet-", f"snet-{label}-", 1) if label else name
