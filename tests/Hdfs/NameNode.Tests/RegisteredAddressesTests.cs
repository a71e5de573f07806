using System.Net;
using Hathi.Hdfs.NameNode.Calls;

namespace Hathi.Hdfs.NameNode.Tests;

public sealed class RegisteredAddressesTests
{
    [Fact]
    public void Who_reports_is_not_forgotten_however_many_register()
    {
        var addresses = new RegisteredAddresses();
        var (node, silent) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));
        addresses.Add(node);
        addresses.Add(silent);
        for (var i = 0; i < 3 * RegisteredAddresses.MinAddresses; i++)
        {
            addresses.Add(new IPAddress(0x7F_0000_01 + i));
            if (i % 1_000 == 0)
            {
                Assert.True(addresses.IsKnown(node));
            }
        }

        Assert.False(addresses.IsKnown(silent));
    }
}
