"""Names of subnets, as the article has them. Needs no cdktf, so that the address plan can read it too."""

NODES = "snet-clusternodes"
INGRESS = "snet-clusteringressservices"
APPLICATION_GATEWAY = "snet-applicationgateway"
PRIVATE_ENDPOINTS = "snet-privatelinkendpoints"
API_SERVER = "snet-apiserver"


def pool_subnet(pool: str) -> str:
    """Name of the subnet of a node pool that has one of its own.

    Args:
        pool: Name of the pool.
    """
    return f"{NODES}-{pool}"
