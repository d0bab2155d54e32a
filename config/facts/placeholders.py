"""Values that stand for the user's own in the article, in its reference implementation and in our profiles.

Deployed as they are, they reach nobody, or somebody else.
"""

from ipaddress import IPv4Network

# RFC 5737, "IPv4 Address Blocks Reserved for Documentation".
DOCUMENTATION_RANGES = (
    IPv4Network("192.0.2.0/24"),
    IPv4Network("198.51.100.0/24"),
    IPv4Network("203.0.113.0/24"),
)

# Companies that Microsoft's documentation invents, and the names of RFC 2606, "Reserved Top Level DNS Names".
DOMAINS = ("contoso.com", "fabrikam.com", "example.com", "example.org", "example.net")
GIT_OWNERS = ("contoso", "fabrikam")

# Object ids of Entra groups that no tenant has.
GROUP_PREFIX = "00000000-0000-0000-0000-"

# Business unit and application of the reference implementation.
SAMPLE_NAMES = ("BU0001", "A0008")
