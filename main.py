"""The AKS baseline: one configuration file in, Terraform JSON for four stacks out."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]  # a source root, never a package: constructs/README.md

import fast_providers

PROVIDERS = [f"cdktf_cdktf_provider_{name}" for name in ("azurerm", "kubernetes", "helm")]
fast_providers.enable(os.environ, ahead=PROVIDERS)  # before anything imports cdktf

from config.load import load
from config.problem import ConfigError


def main() -> int:
    file = Path(os.environ.get("BASELINE_CONFIG") or ROOT / "config" / "baseline.yaml")
    out = Path(os.environ.get("CDKTF_OUTDIR") or "cdktf.out")
    try:
        loaded = load(file)
        out.mkdir(parents=True, exist_ok=True)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{out}: cannot be written: {error.strerror} - name another folder with OUT=", file=sys.stderr)
        return 2
    from stacks import synthesize

    made = synthesize(loaded, out)
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
