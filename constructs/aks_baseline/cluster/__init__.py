"""The AKS cluster, its node pools, its identities for workloads, its events and Flux."""
