"""Optional requirements that no switch serves, each with the reason. docs/options.md lists them."""

WITHOUT = {
    "IDN-04": "Not offered: the secret of a service principal must be renewed by hand. The cluster has a managed "
    "identity.",
    "IDN-17": "Not offered: Azure refuses the same role assignment twice, so two clusters that state it for their "
    "subscription or management group would collide. Assign it once, beside the clusters.",
    "FLOW-39": "Not offered: Azure Network Policy needs Azure CNI, and the article recommends a CNI model.",
    "OPS-17": "No setting: the helper commands are Azure CLI commands on the pages of docs/.",
    "OPS-20": "No setting: `.azuredevops/` stands beside `.github/`, and both run the same `make` targets.",
    "OPS-27": "No setting: `bootstrap.git` follows a branch and a path of its own in each environment.",
    "SCALE-07": "No setting: the sample workload shows a HorizontalPodAutoscaler on CPU; a workload brings its own.",
    **dict.fromkeys(
        ("NET-09", "BC-22", "BC-25", "UPD-05"),
        "`spokes`, `regions`, `clusters` and `shared` make more stacks than the baseline has: [fleets.md](fleets.md), "
        "and `config/fleet.yaml` with all of them.",
    ),
    "COST-14": "No setting: [cost.md](cost.md) says how to stop a cluster that nobody uses. Plans fail "
    "while it is stopped, so a schedule has to know the hours of the pipelines.",
    "OPS-01": "No setting: azurerm 4.55 calls stable API versions, so no argument turns on a preview. The review names "
    "an extension that `overrides` put on the release train Preview.",
    "SEC-13": "No setting: a workload that reads another store brings a SecretProviderClass in Git, and the pods of "
    "its provider. The certificate of the ingress controller stays in Key Vault.",
}
"""Reason by requirement. Delete an entry when a switch serves the requirement."""
