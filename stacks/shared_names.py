"""Names of the resources that all regions of a fleet share."""

from dataclasses import dataclass

from stacks.suffix import unique_suffix


@dataclass(frozen=True, kw_only=True)
class SharedNames:
    """Names of the shared resources. They contain no region, so that they stay when regions come and go.

    Args:
        organization: Business unit.
        application: Identifier of the application.
        environment: Environment, such as prod.
        subscription_id: Subscription of the shared resources. None: it does not influence the suffix.
    """

    organization: str
    application: str
    environment: str
    subscription_id: str | None

    @property
    def _workload(self) -> str:
        return f"{self.organization}{self.application}".lower()

    @property
    def _suffix(self) -> str:
        return unique_suffix(
            organization=self.organization,
            application=self.application,
            environment=self.environment,
            location="global",
            subscription_id=self.subscription_id,
        )

    def group(self, subject: str) -> str:
        """Name of the resource group of a shared stack.

        Args:
            subject: What the stack is for: router, registry or fleet.
        """
        staged = "" if self.environment == "prod" else f"-{self.environment}"
        return f"rg-{self._workload}-global-{subject}{staged}"

    def workspace(self, subject: str) -> str:
        """Name of the log workspace of a shared stack.

        Args:
            subject: What the stack is for: router or registry.
        """
        return f"la-{subject}-{self._suffix}"

    @property
    def registry(self) -> str:
        return f"acraks{self._suffix}"

    @property
    def front_door(self) -> str:
        return f"afd-{self._suffix}"

    @property
    def front_door_endpoint(self) -> str:
        return f"{self._workload}-{self._suffix}"

    @property
    def front_door_firewall(self) -> str:
        return f"waf{self._suffix}"

    @property
    def traffic_manager(self) -> str:
        return f"tm-{self._workload}-{self._suffix}"

    @property
    def fleet(self) -> str:
        return f"fleet-{self._suffix}"
