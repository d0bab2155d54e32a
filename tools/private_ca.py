"""Private CA that issues the certificate which the ingress controller presents to Application Gateway.

Source: RFC 5280, sections 4.2.1.1 to 4.2.1.12, for the extensions of CA and server certificates; Azure page "Generate
an Azure Application Gateway self-signed certificate with a custom root CA".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from config.authority import is_ca

# The root is valid for ten years, as is usual (Azure page "Troubleshoot backend health issues in Application
# Gateway"), because a new root requires a deployment of the gateway. The leaf is valid for one year, as in the
# reference implementation.
ROOT_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=365)
CLOCKS_DIFFER = timedelta(minutes=5)

# The gateway and the controller both support RSA cipher suites. The root is valid for longer than 2048 bits are
# recommended (NIST SP 800-57, until 2030), and signs only once a year.
ROOT_BITS = 4096
LEAF_BITS = 2048


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: RSAPrivateKey

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def read_signed(certificate: bytes, key: bytes) -> Signed:
    """Read a certificate and its key from PEM. Raises ValueError if either is invalid or they do not match."""
    found, secret = x509.load_pem_x509_certificate(certificate), load_pem_private_key(key, None)
    if not isinstance(secret, RSAPrivateKey) or _public(secret) != _public(found):
        raise ValueError("the key belongs to another certificate")
    return Signed(certificate=found, key=secret)


def make_root(*, name: str, now: datetime) -> Signed:
    """Create a CA that can sign only leaves. `name` is its common name, cut to the 64 characters of RFC 5280."""
    key, name = generate_private_key(65537, ROOT_BITS), name[:64]
    certificate = (
        _certificate(name=name, issuer=name, key=key, begins=now - CLOCKS_DIFFER, ends=now + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, SHA256())
    )
    return Signed(certificate=certificate, key=key)


def make_leaf(*, host: str, root: Signed, now: datetime) -> Signed:
    """Create a server certificate for `host`, signed by `root`. It does not outlive the root."""
    key = generate_private_key(65537, LEAF_BITS)
    (issuer,) = root.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    ends = min(now + LEAF_LIFE, root.certificate.not_valid_after_utc)
    root_id = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_id)
    certificate = (
        _certificate(name=host, issuer=str(issuer.value), key=key, begins=now - CLOCKS_DIFFER, ends=ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, key_encipherment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(authority, critical=False)
        .sign(root.key, SHA256())
    )
    return Signed(certificate=certificate, key=key)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Certificates passed to Terraform: the root, and the leaf with its issuers and key."""

    root: x509.Certificate
    leaf: x509.Certificate
    issuers: Sequence[x509.Certificate]
    keys_match: bool

    @classmethod
    def read(cls, *, root: bytes, leaf: bytes) -> "Chain":
        """Read root and leaf from PEM. Raises ValueError for other content."""
        first, *issuers = x509.load_pem_x509_certificates(leaf)
        key = load_pem_private_key(leaf, None)
        return cls(
            root=x509.load_pem_x509_certificate(root),
            leaf=first,
            issuers=issuers,
            keys_match=_public(key) == _public(first),
        )

    @property
    def expiry(self) -> int:
        """Expiry of the leaf, in seconds since 1970."""
        return int(self.leaf.not_valid_after_utc.timestamp())

    def fault(self, *, host: str, now: datetime) -> str | None:
        """Reason why the gateway would reject a backend `host` with this leaf. None if it would accept it."""
        if not is_ca(self.root):
            return "a root that is no CA's certificate"
        if not self.keys_match:
            return "a leaf whose key belongs to another certificate"
        if not self.leaf.not_valid_before_utc <= now <= self.leaf.not_valid_after_utc:
            return (
                f"a leaf that is valid from {self.leaf.not_valid_before_utc:%F} to {self.leaf.not_valid_after_utc:%F}"
            )
        verifier = PolicyBuilder().store(Store([self.root])).time(now).build_server_verifier(x509.DNSName(host))
        try:
            verifier.verify(self.leaf, list(self.issuers))
        except VerificationError as error:
            reason = str(error).removeprefix("validation failed: ").partition(" (encountered")[0]
            return f"a leaf that the root does not vouch for ({reason})"
        return None


def _certificate(
    *, name: str, issuer: str, key: RSAPrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _public(owner: x509.Certificate | PrivateKeyTypes) -> bytes:
    """Public key of a certificate or private key, for comparison."""
    return owner.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _usage(**allowed: bool) -> x509.KeyUsage:
    nothing = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**nothing | allowed)
