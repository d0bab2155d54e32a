"""Kubernetes objects that come with the cluster: namespaces, Traefik, the sample workload."""
