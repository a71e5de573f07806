using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Blocks;

public sealed class HostListsTests
{
    private static readonly DataNodeId s_node = new("uuid", "127.77.14.1", "pi-1", 9866, 9867, 9864, 0);

    /// <summary>Who is to leave is known by the name he gives himself, too; who may join by his address only.</summary>
    [Theory]
    [InlineData("127.77.14.1", true, true)]
    [InlineData("127.77.14.1:9866", true, true)]
    [InlineData("127.77.14.1:9867", false, false)]
    [InlineData("pi-1", false, true)]
    [InlineData("PI-1", false, true)]
    [InlineData("pi-1.lab", false, false)]
    [InlineData("pi-1:9866", false, true)]
    [InlineData("pi-1:1", false, false)]
    [InlineData("pi-2", false, false)]
    public void An_entry_names_a_node(string entry, bool isIncluded, bool isExcluded)
    {
        Assert.Equal(isIncluded, new HostLists(new NodeLists([entry], [])).IsIncluded(s_node));
        Assert.Equal(isExcluded, new HostLists(new NodeLists([], [entry])).IsExcluded(s_node));
    }

    /// <summary>Where a name is all that there is of an entry it is compared with and without the domain; two full names are one host only when they are the same.</summary>
    [Theory]
    [InlineData("dn3.example.com", "dn3", true)]
    [InlineData("dn3.example.com:9866", "dn3", true)]
    [InlineData("dn3.example.com:1", "dn3", false)]
    [InlineData("DN3.example.com", "dn3", true)]
    [InlineData("dn3", "dn3.example.com", true)]
    [InlineData("dn3:9866", "DN3.example.com", true)]
    [InlineData("dn3.example.com", "DN3.Example.com", true)]
    [InlineData("dn3.example.com", "dn3.example.org", false)]
    [InlineData("dn3.example.com", "dn33", false)]
    [InlineData("10", "10.0.0.3", false)]
    public void An_entry_without_an_address_names_a_node_however_that_is_spelt(string entry, string hostName, bool isExcluded)
    {
        var node = new DataNodeId("uuid", "127.77.14.1", hostName, 9866, 9867, 9864, 0);
        Assert.Equal(isExcluded, new HostLists(new NodeLists([], [entry]) { ExcludedByName = [entry] }).IsExcluded(node));
    }
}
