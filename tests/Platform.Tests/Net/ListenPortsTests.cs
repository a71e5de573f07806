using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;

namespace Hathi.Platform.Tests.Net;

public sealed class ListenPortsTests
{
    [Theory]
    [InlineData("127.77.13.1", "127.77.13.1")]
    [InlineData("0.0.0.0", "127.77.13.1")]
    [InlineData("::", "127.77.13.1")]
    public void The_holder_of_a_port_is_named(string bound, string asked)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var listener = new TcpListener(IPAddress.Parse(bound), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var holder = ListenPorts.FindHolder(new IPEndPoint(IPAddress.Parse(asked), port));

        Assert.Equal(Environment.ProcessId, holder?.ProcessId);
        Assert.Contains("Hathi.Platform.Tests", holder!.Command, StringComparison.Ordinal);
        Assert.StartsWith(
            $"port {asked}:{port} is taken by process {Environment.ProcessId} (",
            ListenPorts.DescribeTaken(new IPEndPoint(IPAddress.Parse(asked), port)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_port_and_another_address_have_no_holder()
    {
        using var listener = new TcpListener(IPAddress.Parse("127.77.13.2"), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Null(ListenPorts.FindHolder(new IPEndPoint(IPAddress.Parse("127.77.13.3"), port)));
        Assert.Contains(
            "another process", ListenPorts.DescribeTaken(new IPEndPoint(IPAddress.Parse("127.77.13.3"), port)), StringComparison.Ordinal);
    }
}
