"""Whether a certificate is that of a CA. Imported where one is read: loading cryptography takes time."""

from cryptography import x509


def is_ca(certificate: x509.Certificate) -> bool:
    """Its basic constraints say so; without any it is none. Source: RFC 5280, section 4.2.1.9."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
