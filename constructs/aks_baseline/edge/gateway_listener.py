"""Public side of Application Gateway."""

from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGatewayFrontendIpConfiguration,
    ApplicationGatewayFrontendPort,
    ApplicationGatewayHttpListener,
    ApplicationGatewaySslCertificate,
    ApplicationGatewaySslPolicy,
)

CIPHER_SUITES = ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")

# The parts of a gateway refer to each other by name.
FRONTEND = "apw-frontend-ip-configuration"
PRIVATE_FRONTEND = "apw-private-frontend-ip-configuration"
PORT = "port-443"
LISTENER = "listener-https"


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Public side of the gateway.

    Args:
        host: Name that clients ask for. Requests for other names get no answer.
        origin_host: Name by which a global router finds this gateway, which is answered too. None: there is no router.
        front_door_id: Front Door whose requests alone are let in. None: requests come from everywhere.
        private_address: Address in the gateway's subnet at which it listens instead of the public one, which a v2
            gateway has all the same. None: it listens at the public address.
        address_id: Public address.
        certificate_secret_id: Id of the certificate in the vault, without a version. The gateway looks for a renewed
            certificate every four hours.
        identity_id: Managed identity that reads the certificate.
    """

    host: str
    address_id: str
    certificate_secret_id: str
    identity_id: str
    origin_host: str | None = None
    front_door_id: str | None = None
    private_address: str | None = None

    @property
    def hosts(self) -> dict[str, Any]:
        """Argument of the listener: Azure takes one host name, or a list."""
        return {"host_names": [self.host, self.origin_host]} if self.origin_host else {"host_name": self.host}


def listener_arguments(listener: Listener, *, certificate: str, subnet_id: str) -> dict[str, Any]:
    """Arguments of a gateway for its public side: addresses, port, certificate and listener.

    Args:
        listener: The public side.
        certificate: Name that the gateway gives its certificate.
        subnet_id: Subnet of the gateway.
    """
    return {
        "frontend_ip_configuration": _frontends(listener, subnet_id=subnet_id),
        "frontend_port": [ApplicationGatewayFrontendPort(name=PORT, port=443)],
        "ssl_policy": ApplicationGatewaySslPolicy(
            policy_type="Custom", min_protocol_version="TLSv1_2", cipher_suites=list(CIPHER_SUITES)
        ),
        "ssl_certificate": [
            ApplicationGatewaySslCertificate(name=certificate, key_vault_secret_id=listener.certificate_secret_id)
        ],
        "http_listener": [
            ApplicationGatewayHttpListener(
                name=LISTENER,
                frontend_ip_configuration_name=PRIVATE_FRONTEND if listener.private_address else FRONTEND,
                frontend_port_name=PORT,
                protocol="Https",
                **listener.hosts,
                require_sni=True,
                ssl_certificate_name=certificate,
            )
        ],
    }


def _frontends(listener: Listener, *, subnet_id: str) -> list[ApplicationGatewayFrontendIpConfiguration]:
    public = ApplicationGatewayFrontendIpConfiguration(name=FRONTEND, public_ip_address_id=listener.address_id)
    if listener.private_address is None:
        return [public]
    private = ApplicationGatewayFrontendIpConfiguration(
        name=PRIVATE_FRONTEND,
        subnet_id=subnet_id,
        private_ip_address=listener.private_address,
        private_ip_address_allocation="Static",
    )
    return [public, private]
