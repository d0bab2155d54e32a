"""Article, "Security monitoring"."""

from review.facts import clusters
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Resource, Synthesis


def plans(made: Synthesis) -> list[Resource]:
    """Defender plans for containers that are switched on for the subscription."""
    every = made.every("azurerm_security_center_subscription_pricing")
    return [each for each in every if each.at("resource_type") == "Containers"]


@requirement("SECMON-01")
def defender_watches_the_cluster(made: Synthesis) -> Findings:
    """Microsoft Defender for Containers watches the nodes."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects_some("microsoft_defender.log_analytics_workspace_id", "a workspace")


@requirement("SECMON-02")
def the_defender_plan_can_be_bought(made: Synthesis) -> Findings:
    """Defender's plan for containers can be switched on for the subscription."""
    chosen(plans(made), "the Defender plan of the subscription")
    for plan in plans(made):
        yield from plan.expects("tier", "Standard")


@requirement("SECMON-03")
def images_are_scanned(made: Synthesis) -> Findings:
    """With Defender's plan, images in the registry are scanned for vulnerabilities."""
    chosen(plans(made), "the Defender plan of the subscription")
    for plan in plans(made):
        names = {each.get("name") for each in plan.blocks("extension")}
        if "ContainerRegistriesVulnerabilityAssessments" not in names:
            yield plan.deviates("extension", "ContainerRegistriesVulnerabilityAssessments")


@requirement("SECMON-04")
def security_alerts_reach_somebody(made: Synthesis) -> Findings:
    """With Defender's plan, security alerts reach somebody."""
    contacts = made.every("azurerm_security_center_contact")
    chosen(contacts or plans(made), "the Defender plan of the subscription")
    if not contacts:
        yield made.configured("defender", found="no contact", wanted="a contact for security alerts")
    for contact in contacts:
        yield from contact.expects("alert_notifications", True)
        yield from contact.expects_some("email", "a mailbox")


documented(
    "SECMON-05",
    "The hardening of the nodes' operating system is known and documented.",
    file="docs/operations.md",
    heading="What hardens the nodes",
    source=__name__,
)
