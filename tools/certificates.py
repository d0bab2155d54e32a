"""`make certificates`: the ingress controller's certificate and the private CA that signs it, for one configuration.

The files are in `certificates/<deployment>/`, which Git ignores. The root is created once and never overwritten,
because the gateway trusts only this root. The leaf is renewed on request (`RENEW=1`), when it expires soon, or when
the domain has changed.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.load import load
from config.model import BaselineConfig
from config.problem import ConfigError, Problem
from tools.private_ca import Chain, Signed, make_leaf, make_root, pem, read_signed

FOLDER = Path("certificates")
RENEW_BEFORE = timedelta(days=60)  # the vault's alert fires 30 days before expiry


class CertificateError(Exception):
    """The certificate files of a deployment are missing or invalid. The message is one line."""


@dataclass(frozen=True, kw_only=True)
class Files:
    """Paths of the certificate files of a deployment."""

    folder: Path

    @classmethod
    def of(cls, config: BaselineConfig, folder: Path = FOLDER) -> "Files":
        return cls(folder=folder / config.home)

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    @property
    def root_key(self) -> Path:
        return self.folder / "root.key"

    @property
    def leaf(self) -> Path:
        return self.folder / "leaf.pem"

    def problem(self, file: Path, *, got: str, need: str, fix: str) -> "CertificateError":
        return CertificateError(f"{self.folder}: {Problem(path=file.name, got=got, need=need, fix=fix)}")


def wildcard(config: BaselineConfig) -> str:
    """Wildcard host name in the leaf."""
    return f"*.aks-ingress.{config.dns.domain}"


def make_certificates(config: BaselineConfig, *, files: Files, renew: bool, now: datetime) -> Iterator[str]:
    """Create certificates that are missing, expiring or requested. Yield what was created and the next command."""
    fresh = not files.root.exists()
    root = _new_root(files, name=f"{config.home} root", now=now) if fresh else None
    if not fresh and not renew and (left := _good_for(files, host=wildcard(config), now=now)):
        yield f"{files.leaf}: good for {left.days} days more; RENEW=1 makes another"
        return
    leaf = make_leaf(host=wildcard(config), root=root or _old_root(files, now=now), now=now)
    _write_leaf(files, leaf=leaf)
    yield f"{files.folder}: keep it out of Git, and root.key where few people reach it"
    if root:
        ends = root.certificate.not_valid_after_utc
        yield f"  root.pem  the CA that the gateway trusts, until {ends:%F}; root.key signs with it, once a year"
    yield f"  leaf.pem  {wildcard(config)} with its key, until {leaf.certificate.not_valid_after_utc:%F}"
    yield f'next: make cdktf ARGS="deploy {"hub spoke cluster" if root else "cluster bootstrap"}"'


def _new_root(files: Files, *, name: str, now: datetime) -> Signed:
    if files.root_key.exists():
        need, fix = "root.pem beside root.key", "put root.pem back, or delete root.key for a new CA"
        raise files.problem(files.root, got="nothing", need=need, fix=fix)
    for folder in (files.folder.parent, files.folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    root = make_root(name=name, now=now)
    _write(files.root_key, root.key_pem, mode=0o600)
    _write(files.root, pem(root.certificate), mode=0o644)
    return root


def _old_root(files: Files, *, now: datetime) -> Signed:
    try:
        root = read_signed(files.root.read_bytes(), files.root_key.read_bytes())
    except FileNotFoundError:
        need, fix = "the key of root.pem", "put it back; a new CA (delete root.pem) takes the gateway a deployment"
        raise files.problem(files.root_key, got="nothing", need=need, fix=fix) from None
    except (ValueError, TypeError) as error:
        need, fix = "the key of root.pem", "put the right file back"
        raise files.problem(files.root_key, got=f"something else ({error})", need=need, fix=fix) from None
    if root.certificate.not_valid_after_utc <= now:
        got, need = f"a root that ended on {root.certificate.not_valid_after_utc:%F}", "one that is still valid"
        raise files.problem(files.root, got=got, need=need, fix="move root.pem and root.key away for a new CA")
    return root


def _good_for(files: Files, *, host: str, now: datetime) -> timedelta | None:
    """Remaining lifetime of the leaf. None if it is missing, expires soon, or is invalid for this root or `host`."""
    try:
        chain = Chain.read(root=files.root.read_bytes(), leaf=files.leaf.read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    left = chain.leaf.not_valid_after_utc - now
    return left if left > RENEW_BEFORE and not chain.fault(host=host.replace("*", "any"), now=now) else None


def _write_leaf(files: Files, *, leaf: Signed) -> None:
    """Replace the file atomically. It has leaf, root and key, in the order in which servers send a chain."""
    half = files.leaf.with_suffix(".new")
    half.unlink(missing_ok=True)
    _write(half, pem(leaf.certificate) + files.root.read_bytes() + leaf.key_pem, mode=0o600)
    half.replace(files.leaf)


def _write(file: Path, content: bytes, *, mode: int) -> None:
    """Create a file with its mode set before any content is written. An existing file is an error."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(content)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make certificates", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--renew", action="store_true", help="make another leaf, whatever is there")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    try:
        clusters = [each.config for each in load(asked.config).fleet.clusters]
        wanting = {each.home: each for each in clusters if not each.tls.ingress_certificate}
        if not wanting:
            print(f"{asked.config}: tls.ingress_certificate names one of your own in the vault; nothing to make")
        for config in wanting.values():
            files = Files.of(config, asked.folder)
            for line in make_certificates(config, files=files, renew=asked.renew, now=datetime.now(UTC)):
                print(line)
    except (ConfigError, CertificateError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: cannot be read or written - {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
