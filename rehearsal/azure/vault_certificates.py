"""Certificates that a key vault makes."""

import base64
import hashlib
import time
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from rehearsal.azure.values import Body, copied, filled

MONTH = 30 * 86400
POLICY: Body = {
    "issuer": {"name": "Self"},
    "key_props": {"exportable": True, "kty": "RSA", "key_size": 2048, "reuse_key": False},
    "secret_props": {"contentType": "application/x-pkcs12"},
    "x509_props": {"ekus": ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], "validity_months": 12},
    "lifetime_actions": [{"trigger": {"lifetime_percentage": 80}, "action": {"action_type": "AutoRenew"}}],
}


@cache
def _pair() -> tuple[bytes, str]:
    """The certificate of every vault in DER, with its key in PEM. Its subject does not matter: nobody connects."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made by the rehearsal")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=365))
    made = builder.sign(key, SHA256())
    both = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    return made.public_bytes(Encoding.DER), both.decode()


def pem() -> str:
    """Key and certificate in PEM."""
    return _pair()[1]


def made_certificate(request: Body, *, host: str, name: str, version: str, attributes: Body) -> tuple[Body, Body]:
    """Make a certificate from a request to create or import one.

    Args:
        request: body of the request.
        host: host name of the vault.
        name: name of the certificate.
        version: version of the certificate, its key and its secret.
        attributes: attributes of the version.

    Returns:
        The certificate, and the secret of the same name that holds its key.
    """
    policy = copied(request.get("policy") or {})
    policy |= {"id": f"https://{host}/certificates/{name}/policy", "attributes": attributes}
    if not policy.get("lifetime_actions"):
        policy.pop("lifetime_actions", None)
    if not (policy.get("x509_props") or {}).get("ekus"):
        (policy.get("x509_props") or {}).pop("ekus", None)
    filled(policy, POLICY)
    der, both = _pair()
    encoded = base64.b64encode(der).decode()
    secret_id, key_id = (f"https://{host}/{kind}/{name}/{version}" for kind in ("secrets", "keys"))
    now = int(time.time())
    ends = now + MONTH * int(policy["x509_props"]["validity_months"])
    thumbprint = base64.urlsafe_b64encode(hashlib.sha1(der).digest()).rstrip(b"=").decode()
    certificate = {
        "id": f"https://{host}/certificates/{name}/{version}",
        "kid": key_id,
        "sid": secret_id,
        "x5t": thumbprint,
        "cer": encoded,
        "attributes": {**attributes, "nbf": now, "exp": ends},
        "tags": request.get("tags") or {},
        "policy": policy,
    }
    kind = policy["secret_props"]["contentType"]
    value = both if "pem" in kind else encoded
    stated = {"value": value, "contentType": kind, "attributes": attributes}
    return certificate, {"id": secret_id, "kid": key_id, "managed": True, **stated}
