"""TLS on the last hop: the sample speaks HTTPS with a certificate that Traefik checks. FLOW-14."""

import pytest
import yaml
from conftest import Synthesize

from review.terraform import Stacks, block, every, named, only


@pytest.fixture(scope="module")
def secure(synthesize: Synthesize) -> Stacks:
    return synthesize(**{"tls.to_pod": True})


def test_traefik_checks_the_certificate_of_the_pods(secure: Stacks) -> None:
    release = named(secure["bootstrap"], "helm_release", "traefik")
    content = yaml.safe_load(block(release)["values"][0])["providers"]["file"]["content"]
    host = "bu0001a0008-00.aks-ingress.contoso.com"
    assert content["http"]["serversTransports"] == {"to-pods": {"rootCAs": ["/certs/tls.crt"], "serverName": host}}
    assert "insecureSkipVerify" not in str(content)


def test_the_service_asks_for_https_and_the_route_leads_there(secure: Stacks) -> None:
    service = only(secure["bootstrap"], "kubernetes_service_v1")
    assert block(service["metadata"])["annotations"] == {
        "traefik.ingress.kubernetes.io/service.serversscheme": "https",
        "traefik.ingress.kubernetes.io/service.serverstransport": "to-pods@file",
    }
    port = block(block(service["spec"])["port"])
    assert (port["name"], port["port"], port["target_port"]) == ("https", 443, "8080")
    rule = block(block(only(secure["bootstrap"], "kubernetes_ingress_v1")["spec"])["rule"])
    backend = block(block(block(block(rule["http"])["path"])["backend"])["service"])
    assert block(backend["port"]) == {"number": 443}


def test_pods_serve_https_with_the_vaults_certificate(secure: Stacks) -> None:
    deployment = only(secure["bootstrap"], "kubernetes_deployment_v1")
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["container"]
    environment = {each["name"]: each["value"] for each in container["env"]}
    assert environment["ASPNETCORE_URLS"] == "https://*:8080"
    assert environment["ASPNETCORE_Kestrel__Certificates__Default__KeyPath"] == "/certs/tls.key"
    for probe in ("startup_probe", "readiness_probe", "liveness_probe"):
        assert container[probe]["http_get"]["scheme"] == "HTTPS"
    (mounted,) = (each["csi"] for each in pod["volume"] if each["name"] == "certs")
    assert mounted["read_only"] is True
    release = named(secure["bootstrap"], "helm_release", "traefik")
    (secret_class,) = yaml.safe_load(block(release)["values"][0])["extraObjects"]
    assert mounted["volume_attributes"]["secretProviderClass"] == secret_class["metadata"]["name"]
    assert "helm_release.traefik" in deployment["depends_on"]
    version = "${local.cluster_ingress_certificate_version}"
    assert version in deployment["spec"]["template"]["metadata"]["annotations"]["aks-baseline/ingress-certificate"]


def test_the_vault_trusts_the_service_account_of_the_pods(secure: Stacks) -> None:
    pod = only(secure["bootstrap"], "kubernetes_deployment_v1")["spec"]["template"]["spec"]
    subjects = {
        body["subject"]: body["parent_id"]
        for body in every(secure["cluster"], "azurerm_federated_identity_credential").values()
    }
    assert subjects[f"system:serviceaccount:a0008:{pod['service_account_name']}"] == (
        "${azurerm_user_assigned_identity.ingress_identity.id}"
    )
    assert pod["automount_service_account_token"] is False
    accounts = [
        block(each["metadata"]) for each in every(secure["bootstrap"], "kubernetes_service_account_v1").values()
    ]
    (mine,) = (each for each in accounts if each["name"] == pod["service_account_name"])
    assert mine["namespace"] == "a0008"


def test_without_the_switch_pods_speak_plain_http(stacks: Stacks) -> None:
    pod = only(stacks["bootstrap"], "kubernetes_deployment_v1")["spec"]["template"]["spec"]
    assert "service_account_name" not in pod
    assert {each["name"] for each in pod["volume"]} == {"tmp"}
    assert "annotations" not in block(only(stacks["bootstrap"], "kubernetes_service_v1")["metadata"])
