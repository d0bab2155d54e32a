"""`make providers`: locks the providers of all stacks for all platforms, in one file beside CONFIG.

The configurations of a folder share the file, so it has every provider that a stack can need. The command runs
`terraform providers lock`, which asks the public registry, or MIRROR: a folder or an https URL. Mirrors in the CLI
configuration of Terraform do not count for that. Commit the file: synthesis and pipelines use it.
"""

import json
import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_helm.provider import HelmProvider
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider

from review.terraform import read
from terminal.output_folder import chosen
from terminal.provider_locks import TERRAFORMS_NAME, LockError, blocks, locks_file, required, version, written

PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64")
PACKAGE = re.compile(r'"(h1:[^"]+)"')  # checksum of a package's content, which every source has


def providers() -> dict[str, str]:
    """Version of every provider, by source: the one for which its Python package was made."""
    with TemporaryDirectory(prefix="providers-") as folder:
        app = App(outdir=folder)
        stack = TerraformStack(app, "providers")
        AzurermProvider(stack, "azurerm", features=[AzurermProviderFeatures()])
        HelmProvider(stack, "helm")
        KubernetesProvider(stack, "kubernetes")
        app.synth()
        return dict(required(read(Path(folder))["providers"]))


def made(needed: Mapping[str, str], *, mirror: str, environ: Mapping[str, str]) -> str:
    """Return the text of the locks.

    Args:
        needed: Version of each provider, by source.
        mirror: Absolute folder or https URL. Empty: the public registry.
        environ: Environment for Terraform.

    Raises:
        LockError: Terraform is missing, or a provider cannot be had for one of the platforms.
    """
    program = environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    option = [f"-{'net' if mirror.startswith('https://') else 'fs'}-mirror={mirror}"] if mirror else []
    platforms = [f"-platform={each}" for each in PLATFORMS]
    names = {source.rsplit("/", 1)[-1]: {"source": source, "version": needed[source]} for source in needed}
    with TemporaryDirectory(prefix="providers-") as folder:
        Path(folder, "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": names}}))
        command = [program, "providers", "lock", "-no-color", *option, *platforms]
        try:
            done = subprocess.run(command, cwd=folder, env=dict(environ), capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            raise LockError(f"{program}: not found - install Terraform 1.11 or newer") from error
        if done.returncode:
            reason = " ".join(re.sub("[│╷╵]", " ", done.stderr).split())
            raise LockError(f"terraform providers lock: {reason}")
        return written(blocks(Path(folder, TERRAFORMS_NAME).read_text()))


def refuse_changed(file: Path, new: str) -> None:
    """Refuse another package of a version that is locked already: nobody publishes a version twice.

    Raises:
        LockError: A checksum of `file` is missing in the new text, for the same version.
    """
    now = blocks(new)
    for source, block in blocks(file.read_text(encoding="utf-8") if file.exists() else "").items():
        lost = set(PACKAGE.findall(block)) - set(PACKAGE.findall(now.get(source, "")))
        if version(block) == version(now.get(source, "")) and lost:
            advice = "do not trust this source; if you trust it, delete the file first"
            raise LockError(f"{file}: {source} {version(block)}: got other packages than were locked - {advice}")


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="make providers", description=__doc__)
    parser.add_argument("--mirror", default="", help="folder or https URL of a mirror; left out: the public registry")
    mirror = parser.parse_args(arguments).mirror
    config, _ = chosen(os.environ)
    file = locks_file(config)
    folder = str(Path(mirror).resolve()) if mirror and not mirror.startswith("https://") else mirror
    try:
        needed = providers()
        text = made(needed, mirror=folder, environ=os.environ)
        refuse_changed(file, text)
    except LockError as error:
        print(error, file=sys.stderr)
        return 2
    file.write_text(text, encoding="utf-8")
    said = ", ".join(f"{source.rsplit('/', 1)[-1]} {needed[source]}" for source in sorted(needed))
    print(f"{file}: {said}, for {len(PLATFORMS)} platforms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
