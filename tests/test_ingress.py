"""Traefik and the sample's route through it. ING, FLOW-04, FLOW-24, SEC-09 to SEC-12."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from conftest import Synthesize
from jsonschema import Draft202012Validator

from review.kubernetes import manifests, of_kind, values
from review.terraform import Body, Stacks, every, only, resolve

SCHEMA = json.loads((Path(__file__).parent / "data" / "traefik-values.schema-41.3.0.json").read_text())
READ = {"get", "list", "watch"}


@pytest.fixture(scope="module")
def release(stacks: Stacks) -> Body:
    return only(stacks["bootstrap"], "helm_release")


@pytest.fixture(scope="module")
def given(stacks: Stacks) -> Body:
    return values(stacks["bootstrap"])


@pytest.fixture(scope="module")
def objects(stacks: Stacks) -> list[Body]:
    return manifests(stacks["bootstrap"])


def test_chart_takes_the_values(release: Body, given: Body) -> None:
    """The schema is the one of the chart's version."""
    assert (release["chart"], release["version"]) == ("traefik", "41.3.0")
    errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(given)]
    assert errors == []


@pytest.mark.parametrize(
    ("section", "key", "value"), [("ports", "websecure", {"port": "https"}), ("providers", "kubernetesIngres", {})]
)
def test_chart_would_refuse_other_values(section: str, key: str, value: object, given: Body) -> None:
    spoiled = copy.deepcopy(given)
    spoiled[section][key] = value
    assert not Draft202012Validator(SCHEMA).is_valid(spoiled)


def test_only_websecure_is_listened_to_and_exposed(release: Body, given: Body, objects: list[Body]) -> None:
    """ING-09, ING-16."""
    assert "web" not in given["ports"]
    assert yaml.safe_load(release["values"][0])["ports"]["web"] is None, "left out, the chart would listen to HTTP"
    (service,) = (each for each in of_kind(objects, "Service") if each["spec"]["type"] == "LoadBalancer")
    assert service["spec"]["ports"] == [{"name": "websecure", "port": 443, "targetPort": "websecure"}]


def test_load_balancer_is_internal_with_the_planned_address(stacks: Stacks, given: Body) -> None:
    """FLOW-24, IP-17, inventory ING-06."""
    annotations, spec = given["service"]["annotations"], given["service"]["spec"]
    assert annotations["service.beta.kubernetes.io/azure-load-balancer-internal"] == "true"
    subnet = annotations["service.beta.kubernetes.io/azure-load-balancer-internal-subnet"]
    assert "snet-clusteringressservices" in resolve(stacks, "bootstrap", subnet)
    assert annotations["service.beta.kubernetes.io/azure-load-balancer-ipv4"] == "10.240.4.4"
    assert "loadBalancerIP" not in spec
    assert spec["externalTrafficPolicy"] == "Local", "the allow-list must see the gateway's own address"


def test_controller_serves_its_class_in_the_workloads_namespaces(synthesize: Synthesize) -> None:
    """ING-07, ING-15, ING-17."""
    bootstrap = synthesize(workloads=[{"namespace": "a0008"}, {"namespace": "a0009"}])["bootstrap"]
    providers = values(bootstrap)["providers"]
    ingresses = providers["kubernetesIngress"]
    assert ingresses["enabled"] is True
    assert providers["kubernetesCRD"]["enabled"] is False
    assert ingresses["ingressClass"] == only(bootstrap, "kubernetes_ingress_class_v1")["metadata"]["name"]
    assert ingresses["namespaces"] == ingresses["crossProviderNamespaces"] == ["a0008", "a0009"]
    assert ingresses["publishedService"]["pathOverride"] == "a0008/traefik-ingress-service"
    bound = {each["metadata"]["namespace"] for each in every(bootstrap, "kubernetes_role_binding_v1").values()}
    assert bound == {"a0008", "a0009"}


def test_controller_only_reads(objects: list[Body], given: Body) -> None:
    """ING-11: but for the status of ingresses; what it reads everywhere are nodes and ingress classes."""
    assert given["rbac"]["enabled"] is False, "the chart's role reads secrets of the whole cluster"
    roles = {each["metadata"]["name"]: each["rules"] for each in of_kind(objects, "ClusterRole")}
    for rule in (rule for rules in roles.values() for rule in rules):
        allowed = {"update"} if rule["resources"] == ["ingresses/status"] else READ
        assert set(rule["verbs"]) <= allowed, rule
        assert "*" not in (*rule["apiGroups"], *rule["resources"]), rule
    everywhere = {each["roleRef"]["name"] for each in of_kind(objects, "ClusterRoleBinding")}
    read = {resource for name in everywhere for rule in roles[name] for resource in rule["resources"]}
    assert read == {"nodes", "ingressclasses"}


def test_controller_runs_as_the_federated_service_account(stacks: Stacks, objects: list[Body], given: Body) -> None:
    """ING-12, SEC-09."""
    account = only(stacks["bootstrap"], "kubernetes_service_account_v1")["metadata"]
    assert (account["namespace"], account["name"]) == ("a0008", given["serviceAccount"]["name"])
    assert account["name"] == "traefik-ingress-controller"
    (provider,) = of_kind(objects, "SecretProviderClass")
    identity = provider["spec"]["parameters"]["clientID"]
    assert account["annotations"]["azure.workload.identity/client-id"] == identity
    assert resolve(stacks, "bootstrap", identity).endswith(".client_id")


def test_certificate_is_fetched_with_that_identity(stacks: Stacks, objects: list[Body]) -> None:
    """SEC-09, SEC-11, inventory ING-01."""
    (provider,) = of_kind(objects, "SecretProviderClass")
    assert provider["apiVersion"] == "secrets-store.csi.x-k8s.io/v1"
    assert provider["spec"]["provider"] == "azure"
    parameters = provider["spec"]["parameters"]
    assert set(parameters) == {
        "clientID",
        "keyvaultName",
        "tenantID",
        "objects",
        "usePodIdentity",
        "useVMManagedIdentity",
    }
    assert parameters["usePodIdentity"] == parameters["useVMManagedIdentity"] == "false"
    files = [yaml.safe_load(item) for item in yaml.safe_load(parameters["objects"])["array"]]
    secret = only(stacks["cluster"], "azurerm_key_vault_secret")["name"]
    # Of a secret that is no certificate the vault knows no other type; without a version, the newest is fetched.
    assert files == [
        {"objectName": secret, "objectAlias": alias, "objectType": "secret"} for alias in ("tls.crt", "tls.key")
    ]


def test_certificate_is_mounted_read_only_where_traefik_looks_for_it(objects: list[Body], given: Body) -> None:
    """SEC-12."""
    (provider,) = of_kind(objects, "SecretProviderClass")
    (volume,) = given["deployment"]["additionalVolumes"]
    assert volume["csi"] == {
        "driver": "secrets-store.csi.k8s.io",
        "readOnly": True,
        "volumeAttributes": {"secretProviderClass": provider["metadata"]["name"]},
    }
    (mount,) = given["additionalVolumeMounts"]
    assert (mount["name"], mount["readOnly"]) == (volume["name"], True)
    tls = given["providers"]["file"]["content"]["tls"]
    for pair in (*tls["certificates"], tls["stores"]["default"]["defaultCertificate"]):
        assert pair["certFile"] == f"{mount['mountPath']}/tls.crt"
        assert pair["keyFile"] == f"{mount['mountPath']}/tls.key"


def test_new_certificate_replaces_the_pods(stacks: Stacks, given: Body) -> None:
    """SEC-11: Traefik reads its certificate when it starts. Of digits alone, YAML would make a number; of the secret's
    `version`, azurerm tells the new value one apply too late.
    """
    (version,) = given["deployment"]["podAnnotations"].values()
    assert version.startswith("version-${")
    secret = resolve(stacks, "bootstrap", version.removeprefix("version-"))
    assert secret == "cluster: azurerm_key_vault_secret.ingress_certificate.value_wo_version"


def test_tls_is_strict(given: Body) -> None:
    """FLOW-04, ING-19: at least 1.2, a name that the certificate has, ciphers with forward secrecy only."""
    options = given["providers"]["file"]["content"]["tls"]["options"]["default"]
    assert (options["minVersion"], options["sniStrict"]) == ("VersionTLS12", True)
    assert options["cipherSuites"]
    for suite in options["cipherSuites"]:
        assert suite.startswith("TLS_ECDHE_")
        assert "_GCM_" in suite
    assert given["ports"]["websecure"]["http"]["tls"] == {"enabled": True, "options": "default"}


def test_middlewares_follow_the_gateways_subnet(synthesize: Synthesize) -> None:
    """ING-20, ING-21: moved in the configuration, moved everywhere."""
    bootstrap = synthesize(**{"spoke.subnets.application_gateway": "10.240.6.0/24"})["bootstrap"]
    given = values(bootstrap)
    middlewares = given["providers"]["file"]["content"]["http"]["middlewares"]
    assert middlewares["app-gateway-snet"] == {"ipAllowList": {"sourceRange": ["10.240.6.0/24"]}}
    assert "compress" in middlewares["gzip-compress"]
    assert given["ports"]["websecure"]["forwardedHeaders"]["trustedIPs"] == ["10.240.6.0/24"]
    assert "10.240.5.0/24" not in repr(bootstrap)


def test_route_has_the_annotations_of_the_article(objects: list[Body]) -> None:
    """ING-06, ING-16 to ING-23."""
    (ingress,) = of_kind(objects, "Ingress")
    assert (ingress["metadata"]["name"], ingress["metadata"]["namespace"]) == ("aspnetapp-ingress", "a0008")
    assert ingress["metadata"]["annotations"] == {
        "kubernetes.io/ingress.allow-http": "false",
        "kubernetes.io/ingress.class": "traefik-internal",
        "traefik.ingress.kubernetes.io/router.entrypoints": "websecure",
        "traefik.ingress.kubernetes.io/router.tls": "true",
        "traefik.ingress.kubernetes.io/router.tls.options": "default",
        "traefik.ingress.kubernetes.io/router.middlewares": "app-gateway-snet@file, gzip-compress@file",
    }
    host = "bu0001a0008-00.aks-ingress.contoso.com"
    assert ingress["spec"]["tls"] == [{"hosts": [host]}]
    (rule,) = ingress["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert (rule["host"], path["path"], path["pathType"]) == (host, "/", "Prefix")
    assert path["backend"] == {"service": {"name": "aspnetapp-service", "port": {"number": 80}}}
    annotated = ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"]
    assert ingress["spec"]["ingressClassName"] == annotated, "Kubernetes refuses two classes, and takes one said twice"


def test_service_is_the_backend_of_the_route(objects: list[Body]) -> None:
    """ING-23: plain HTTP from the controller on."""
    (service,) = (each for each in of_kind(objects, "Service") if each["metadata"]["name"] == "aspnetapp-service")
    (deployment,) = (
        each for each in of_kind(objects, "Deployment") if each["metadata"]["name"] == "aspnetapp-deployment"
    )
    assert service["spec"]["type"] == "ClusterIP"
    (port,) = service["spec"]["ports"]
    assert (port["port"], port["targetPort"]) == (80, 8080)
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["name"] == "aspnet-webapp-sample"
    assert [each["containerPort"] for each in container["ports"]] == [port["targetPort"]]
    assert deployment["spec"]["template"]["spec"]["automountServiceAccountToken"] is False
