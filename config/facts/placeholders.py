"""Sample values from the article, its reference implementation and our profiles.

The user replaces them. A sample value that is deployed refers to nobody, or to somebody else.
"""

from ipaddress import IPv4Network

# RFC 5737, "IPv4 Address Blocks Reserved for Documentation".
DOCUMENTATION_RANGES = (
    IPv4Network("192.0.2.0/24"),
    IPv4Network("198.51.100.0/24"),
    IPv4Network("203.0.113.0/24"),
)

# Fictitious companies of Microsoft's documentation, and the names of RFC 2606, "Reserved Top Level DNS Names".
DOMAINS = ("contoso.com", "fabrikam.com", "example.com", "example.org", "example.net")
GIT_OWNERS = ("contoso", "fabrikam")

# Prefix of placeholder object ids. No tenant has an Entra group with such an id.
GROUP_PREFIX = "00000000-0000-0000-0000-"

# Business unit and application of the reference implementation.
SAMPLE_NAMES = ("BU0001", "A0008")
