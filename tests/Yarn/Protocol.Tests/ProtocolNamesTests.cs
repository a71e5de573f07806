namespace Hathi.Yarn.Protocol.Tests;

/// <summary>Name and version of each protocol as Apache Hadoop 3.5.0's RPC layer reads them from its interfaces.</summary>
public class ProtocolNamesTests
{
    [Theory]
    [InlineData("ApplicationClientProtocolPB", ProtocolNames.ApplicationClient)]
    [InlineData("ApplicationMasterProtocolPB", ProtocolNames.ApplicationMaster)]
    [InlineData("ContainerManagementProtocolPB", ProtocolNames.ContainerManagement)]
    [InlineData("ResourceTrackerPB", ProtocolNames.ResourceTracker)]
    [InlineData("ResourceManagerAdministrationProtocolPB", ProtocolNames.ResourceManagerAdministration)]
    public void Names_are_those_of_hadoop(string type, string name) => Assert.Equal(Golden.Text(type), $"{name} {ProtocolNames.Version}");
}
