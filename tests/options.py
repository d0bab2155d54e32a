"""The add-ons, each with the settings that switch it on, its charts and its repositories in the registry."""

CREDENTIALS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r/credentialSets/hub"
VELERO: dict[str, object] = {
    "backup.mode": "velero",
    "backup.velero.storage_account": "stbackups",
    "backup.velero.container": "cluster",
    "backup.velero.resource_group": "rg-backups",
    "backup.velero.client_id": "00000000-0000-0000-0000-0000000000c3",
    "registry.docker_hub_credential_set_id": CREDENTIALS,
}
# Settings, releases with chart and version, repositories in the registry.
OPTIONS: dict[str, tuple[dict[str, object], dict[str, tuple[str, str]], set[str]]] = {
    "kured": (
        {"bootstrap.kured": True},
        {"kured": ("kured", "6.1.0")},
        {"kubereboot/kured"},
    ),
    "flagger": (
        {"bootstrap.flagger": True},
        {"flagger": ("flagger", "1.44.0")},
        {"fluxcd/flagger"},
    ),
    "flux-system": (
        {"bootstrap.method": "flux_helm"},
        {"flux": ("flux2", "2.18.3"), "bootstrap": ("flux2-sync", "1.14.5")},
        {"fluxcd/flux-cli", "fluxcd/source-controller", "fluxcd/kustomize-controller"},
    ),
    "argocd": (
        {"bootstrap.method": "argocd"},
        {"argocd": ("argo-cd", "10.1.1"), "argocd-apps": ("argocd-apps", "2.0.5")},
        {"argoproj/argocd", "library/redis"},
    ),
    "velero": (
        VELERO,
        {"velero": ("velero", "12.1.0")},
        {"velero/velero", "velero/velero-plugin-for-microsoft-azure"},
    ),
}
ALL = {key: value for settings, _, _ in OPTIONS.values() for key, value in settings.items()}
