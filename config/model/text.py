"""Text types that several sections share."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field


def form(pattern: str, words: str, example: str) -> Any:
    """Return a field for text that matches a pattern.

    Args:
        pattern: Regular expression that the whole text must match, with ^ and $.
        words: Description of the pattern. A message shows it after the word "need".
        example: Text that matches, for messages and editors.
    """
    return Field(pattern=pattern, examples=[example], json_schema_extra={WORDS: words})


WORDS = "x-words"
"""Key in a schema node for the description of its pattern."""

Zone = Annotated[Literal["1", "2", "3"], BeforeValidator(str, json_schema_input_type=Literal[1, 2, 3, "1", "2", "3"])]
Region = Annotated[
    str, form(r"^[a-z][a-z0-9]{0,39}$", "a region's programmatic name in lower-case letters and digits", "eastus2")
]
Overlay = Annotated[dict[str, Any] | None, Field(json_schema_extra={WORDS: "what differs"})]
"""Values of a member of a fleet. They are merged with those of the file before the model checks them."""

# No hyphen: hyphens separate the parts of stack names, such as cluster-eastus2-web-blue.
MemberName = Annotated[
    str, form(r"^[a-z][a-z0-9]{0,11}$", "1 to 12 lower-case letters and digits, beginning with a letter", "blue")
]
Guid = Annotated[
    str,
    form(
        r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        "a GUID, hexadecimal digits in groups of 8-4-4-4-12",
        "11111111-2222-3333-4444-555555555555",
    ),
]
ResourceId = Annotated[
    str,
    form(
        r"^/subscriptions/[^/\s]+/resourceGroups/[^/\s]+/providers(/[^/\s]+){3,}$",
        "an Azure resource id, /subscriptions/<id>/resourceGroups/<name>/providers/<type and name>",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/acrshared",
    ),
]
Fqdn = Annotated[
    str, form(r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", "a domain name in lower case", "contoso.com")
]
Domain = Annotated[
    str,
    form(
        r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$",
        "a domain name in lower case, without a wildcard",
        "contoso.com",
    ),
]
ResourceGroupName = Annotated[
    str,
    form(r"^[-\w.()]*[-\w()]$", "letters, digits and -_.(), not ending in a full stop", "rg-terraform-state"),
    Field(max_length=90),  # with {0,89} in the pattern, pydantic takes 40 ms to compile the Unicode of \w
]
DnsLabel = Annotated[
    str, form(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", "1 to 63 lower-case letters, digits and inner hyphens", "a0008")
]
CertificateName = Annotated[
    str,
    form(r"^[0-9a-zA-Z-]{1,127}$", "1 to 127 letters, digits and hyphens", "gateway-tls"),
]
Percentage = Annotated[
    str,
    form(r"^([1-9][0-9]?%|100%)$", "a percentage up to 100%", "33%"),
]
Surge = Annotated[
    str,
    form(r"^([1-9][0-9]?%|100%|[1-9][0-9]{0,3})$", "a number of nodes or a percentage up to 100%", "33%"),
    BeforeValidator(str, json_schema_input_type=int | Percentage),
]
BusinessName = Annotated[
    str, form(r"^[A-Za-z][A-Za-z0-9]{1,9}$", "2 to 10 letters and digits, beginning with a letter", "BU0001")
]
StorageAccountName = Annotated[
    str,
    form(r"^[a-z0-9]{3,24}$", "3 to 24 lower-case letters and digits", "sttfstate"),
]
ContainerName = Annotated[
    str,
    form(r"^[a-z0-9]+(-[a-z0-9]+)*$", "lower-case letters and digits in groups joined by single hyphens", "tfstate"),
    Field(min_length=3, max_length=63),
]

# Control characters are refused: a line break would end the line in a log, a query or a manifest.
Line = Annotated[
    str,
    form(r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$", "one line of text", "Reader"),
]

# Azure page "Use tags to organize your Azure resources".
TagName = Annotated[
    str, form(r"^[^<>%&\\?/]{1,512}$", r"a name of 1 to 512 characters without < > % & \ ? /", "Cost center")
]
TagValue = Annotated[str, form(r"^[^\x00-\x1f\x7f]*$", "one line of text", "1234"), Field(max_length=256)]

# Kubernetes page "Labels and Selectors". Azure page "Use labels in an Azure Kubernetes Service (AKS) cluster".
LabelName = Annotated[
    str,
    form(
        r"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
        "a label's name of at most 63 letters, digits and inner -_. behind an optional domain and /",
        "contoso.com/team",
    ),
]
LabelValue = Annotated[
    str,
    form(
        r"^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$",
        "at most 63 letters, digits and inner -_.",
        "orders",
    ),
]

# Exactly one certificate, so that nobody adds a private key by mistake.
PemCertificate = Annotated[
    str,
    form(
        r"^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,76}\n)+-----END CERTIFICATE-----\n?$",
        "one certificate as PEM, from BEGIN CERTIFICATE to END CERTIFICATE, and no key",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    ),
]
