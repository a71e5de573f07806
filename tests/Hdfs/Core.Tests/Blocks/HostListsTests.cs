using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

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

    /// <summary>
    /// Where a name is all that there is of an entry it is compared with and without the domain; two full names are one host only
    /// when they are the same.
    /// </summary>
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

    /// <summary>
    /// A line that was left for a machine that is gone takes out no other host of the first label; a directory of names that
    /// fails takes nobody back.
    /// </summary>
    [Theory]
    [InlineData("worker1.old.lab", "worker1", true, "worker1", false)] // the directory knows this host, and none of that name
    [InlineData("worker1.old.lab", "worker1", true, "worker1.new.lab", false)]
    [InlineData("worker1.old.lab", "worker1", true, "gateway", false)]
    [InlineData("worker1", "worker1.new.lab", true, "worker1.new.lab", false)]
    [InlineData("worker1.old.lab:9866", "worker1", true, "worker1", false)]
    [InlineData("worker1.old.lab", "worker1", true, null, true)] // nothing is known of this host but what it calls itself
    [InlineData("worker1", "worker1.new.lab", true, null, true)]
    [InlineData("worker1.old.lab", "worker1", false, "worker1", true)] // the directory said nothing: it may be the same host
    [InlineData("worker1.old.lab", "worker1", false, "gateway.new.lab", true)]
    [InlineData("worker1", "worker1.new.lab", false, "worker1.new.lab", true)]
    [InlineData("worker1.old.lab", "worker1", false, "worker1.new.lab", false)] // two full names are one host only when they are the same
    [InlineData("worker1.old.lab:9866", "worker1", false, "worker1.new.lab", false)]
    [InlineData("worker1.old.lab", "worker1.old.lab", true, "worker1", true)] // who gives himself the very name is meant
    [InlineData("worker1", "WORKER1", true, "worker1.new.lab", true)]
    public void An_entry_without_an_address_names_no_host_that_is_known_as_another(
        string entry, string hostName, bool isDenied, string? knownAs, bool isExcluded)
    {
        var node = new DataNodeId("uuid", "127.77.14.1", hostName, 9866, 9867, 9864, 0);
        var lists = new NodeLists([], [entry])
        {
            ExcludedByName = [entry],
            NoSuchHosts = isDenied ? [entry] : [],
            KnownHosts = knownAs is null ? [("127.77.14.2", "worker1.new.lab")] : [("127.77.14.2", "other"), ("127.77.14.1", knownAs)],
        };
        Assert.Equal(isExcluded, new HostLists(lists).IsExcluded(node));

        // Another line that means it counts all the same.
        Assert.True(new HostLists(lists with { ExcludedByName = [entry, hostName], Exclude = [entry, hostName] }).IsExcluded(node));
        Assert.True(new HostLists(lists with { Exclude = [entry, "127.77.14.1"] }).IsExcluded(node));
    }
}
