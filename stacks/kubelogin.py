"""How kubelogin signs in to the API server: as whoever runs Terraform."""

from config.model import Operators

# The Entra application behind every AKS cluster's sign-in (Azure page "Use kubelogin to authenticate users in AKS").
AKS_ENTRA_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630"


def sign_in(operators: Operators) -> list[str]:
    """Arguments of `kubelogin get-token` and `kubelogin convert-kubeconfig` for `operators.login`.

    kubelogin reads `AZURE_CLIENT_ID` and its kin; with `--use-azurerm-env-vars` it reads the `ARM_CLIENT_ID`,
    `ARM_CLIENT_SECRET`, `ARM_CLIENT_CERTIFICATE_PATH` and `ARM_TENANT_ID` that azurerm has signed in with. A federated
    token still comes from `AZURE_FEDERATED_TOKEN_FILE` or from GitHub Actions. `azurecli` needs none of them.
    Source: kubelogin, pkg/internal/token/options.go, `UpdateFromEnv`, and its page "Workload Identity".
    """
    flags = [] if operators.login == "azurecli" else ["--use-azurerm-env-vars"]
    return ["--login", operators.login, *flags]
