"""Service tags that an outbound firewall rule can name.

The table of Azure page "Virtual network service tags" lists them (tags for outbound traffic or both directions). Tags
that Azure has published since are added. Add a newer tag here.
"""

# Tags for every public address of Azure, including those of other customers, and for the whole internet.
EVERYBODY = ("azurecloud", "internet")

REGIONAL = frozenset(
    """
    AppService AzureConnectors AzureContainerRegistry AzureCosmosDB AzureIoTHub AzureKeyVault AzureMonitor DataFactory
    Dynamics365ForMarketingEmail EventHub MicrosoftContainerRegistry PowerPlatformInfra PowerPlatformPlex ServiceBus
    ServiceFabric Sql Storage
    """.lower().split()
)
GLOBAL = frozenset(
    """
    AppConfiguration AppServiceManagement AzureActiveDirectory AzureActiveDirectoryDomainServices
    AzureAdvancedThreatProtection AzureArcInfrastructure AzureAttestation AzureBackup AzureBotService AzureDatabricks
    AzureDataLake AzureDevSpaces AzureEventGrid AzureFrontDoor.Backend AzureFrontDoor.FirstParty
    AzureFrontDoor.Frontend AzureHealthcareAPIs AzureInformationProtection AzureMachineLearning AzureOpenDatasets
    AzureResourceManager AzureSentinel AzureSignalR AzureSiteRecovery AzureUpdateDelivery BatchNodeManagement
    CognitiveServicesFrontend CognitiveServicesManagement DataFactoryManagement EOPExternalPublishedIPs
    GuestAndHybridManagement LogicApps MicrosoftCloudAppSecurity MicrosoftDefenderForEndpoint OneDsCollector PowerBI
    PowerQueryOnline SqlManagement StorageSyncService WindowsVirtualDesktop
    """.lower().split()
)


def is_service_tag(text: str) -> bool:
    """True if Azure knows the service tag.

    A region in the tag, such as Storage.WestEurope, can be any word: tags spell some regions differently.
    """
    name, _, region = text.lower().partition(".")
    return text.lower() in GLOBAL or (name in REGIONAL and (not region or region.isalnum()) and text[-1] != ".")
