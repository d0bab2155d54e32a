"""The ingress certificate as Terraform variables, for `make cdktf` and `make diff`.

The cluster stack needs them to be planned, deployed or destroyed. They come from `certificates/`, or from the
environment variables `TF_VAR_ingress_root` and `TF_VAR_ingress_leaf`, which a pipeline sets. They are checked before
Terraform runs. A certificate that would make the gateway answer 502 is reported here in one line.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from config.fleet import ClusterView, Fleet
from config.model import BaselineConfig
from tools.certificates import Files, wildcard
from tools.private_ca import Chain

ROOT = "TF_VAR_ingress_root"
LEAF = "TF_VAR_ingress_leaf"
EXPIRY = "TF_VAR_ingress_leaf_expiry"

# Commands of cdktf that run `terraform plan`, with their aliases.
PLANNING = ("deploy", "apply", "diff", "plan", "destroy", "watch")


def planned(command: Sequence[str], fleet: Fleet) -> list[ClusterView]:
    """Clusters whose stack this command line of cdktf plans, by name or by a pattern such as `*`.

    A diff without a stack plans all stacks.
    """
    if not any(word in PLANNING for word in command):
        return []
    everything = command[-1:] in (["diff"], ["plan"])
    return [each for each in fleet.clusters if everything or any(fnmatch(each.stack, word) for word in command)]


def variables(config: BaselineConfig, *, files: Files, given: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Variables of the certificate, by name. Raises CertificateError if the certificate is missing or invalid."""
    root, leaf = (
        _given(name, file, given=given, files=files) for name, file in ((ROOT, files.root), (LEAF, files.leaf))
    )
    host = wildcard(config)
    try:
        chain = Chain.read(root=root.encode(), leaf=leaf.encode())
        fault = chain.fault(host=host.replace("*", "any"), now=now)
    except (ValueError, TypeError):
        fault = "text that is no certificate, or a leaf without its key"
    if fault:
        need, fix = f"a leaf for {host} that the root has signed", "make certificates RENEW=1 makes one"
        raise files.problem(files.leaf, got=fault, need=need, fix=fix)
    return {ROOT: root, LEAF: leaf, EXPIRY: str(chain.expiry)}


def _given(name: str, file: Path, *, given: Mapping[str, str], files: Files) -> str:
    if value := given.get(name) or (file.read_text() if file.exists() else ""):
        return value
    need = f"it, or {name}, before the cluster stack is planned"
    fix = "run make certificates, or copy the folder from who made the certificate that the cluster has"
    raise files.problem(file, got="nothing", need=need, fix=fix)


def added(command: Sequence[str], *, fleet: Fleet, given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Variables of each stack that needs a certificate, to add to the environment `given` for a command of cdktf."""
    now = datetime.now(UTC)
    return {
        each.stack: variables(each.config, files=Files.of(each.config), given=given, now=now)
        for each in planned(command, fleet)
        if not each.config.tls.ingress_certificate
    }
