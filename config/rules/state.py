"""Rules on Terraform's state and on the pipelines that use it."""

from aks_baseline.network.private_zones import SERVICE_ZONES
from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses, warns

BLOB_ZONE = SERVICE_ZONES["blob"]


@refuses
def pipelines_share_a_state(config: BaselineConfig) -> Findings:
    """Pipelines and a private endpoint need a state in a storage account: nobody else reads state in files."""
    if config.state.backend == "local":
        for name in ("pipelines", "private_endpoint"):
            if getattr(config.state, name) is not None:
                need, fix = f"no {name} without backend: azurerm", "set state.backend: azurerm"
                yield Problem(path=f"state.{name}", got="a section", need=need, fix=fix)


@refuses
def pipelines_are_named(config: BaselineConfig) -> Findings:
    """Where `state.pipelines` is stated, it names at least one kind of pipeline."""
    pipelines = config.state.pipelines
    if pipelines and not (pipelines.github or pipelines.azure_devops):
        need, fix = "github or azure_devops", "state one of them, or leave pipelines out"
        yield Problem(path="state.pipelines", got="neither", need=need, fix=fix)


@refuses
def plans_and_deployments_have_identities_of_their_own(config: BaselineConfig) -> Findings:
    """Jobs that plan and jobs that deploy sign in differently: a plan cannot write."""
    pipelines = config.state.pipelines
    if pipelines and (github := pipelines.github) and github.plan_environment == github.deploy_environment:
        path, got = "state.pipelines.github.deploy_environment", github.deploy_environment
        need = "another environment than plan_environment"
        yield Problem(path=path, got=got, need=need, fix="name the environment with reviewers")
    if pipelines and (azure := pipelines.azure_devops) and azure.plan == azure.deploy:
        path, need = "state.pipelines.azure_devops.deploy", "another service connection than plan"
        yield Problem(path=path, got="the one of plan", need=need, fix="create a second service connection")


@refuses
def state_endpoint_has_its_zone(config: BaselineConfig) -> Findings:
    """The private endpoint of the state has a subnet and the private DNS zone of blob storage."""
    if endpoint := config.state.private_endpoint:
        if not endpoint.zone_id.lower().endswith(f"/microsoft.network/privatednszones/{BLOB_ZONE}"):
            path = "state.private_endpoint.zone_id"
            need, fix = f"a private DNS zone {BLOB_ZONE}", "name the zone that the network asks"
            yield Problem(path=path, got=endpoint.zone_id.rsplit("/", 1)[-1], need=need, fix=fix)
        if "/subnets/" not in endpoint.subnet_id.lower():
            path = "state.private_endpoint.subnet_id"
            need, fix = "the id of a subnet", "add /subnets/<name> to the network's id"
            yield Problem(path=path, got=endpoint.subnet_id.rsplit("/", 1)[-1], need=need, fix=fix)


@warns
def deployer_is_known_to_plans(config: BaselineConfig) -> Findings:
    """Plans of a pipeline do not sign in as the deployer, so `operators.deployer_object_id` names the deployer."""
    if config.state.pipelines and not config.operators.deployer_object_id:
        need = "the object id that make state prints"
        fix = "set it: otherwise each plan replaces the roles of whoever deployed by those of whoever plans"
        yield Problem(path="operators.deployer_object_id", got="nothing", need=need, fix=fix)
