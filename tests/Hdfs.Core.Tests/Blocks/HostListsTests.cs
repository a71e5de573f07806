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
    [InlineData("pi-1:9866", false, true)]
    [InlineData("pi-1:1", false, false)]
    [InlineData("pi-2", false, false)]
    public void An_entry_names_a_node(string entry, bool isIncluded, bool isExcluded)
    {
        Assert.Equal(isIncluded, new HostLists(new NodeLists([entry], [])).IsIncluded(s_node));
        Assert.Equal(isExcluded, new HostLists(new NodeLists([], [entry])).IsExcluded(s_node));
    }
}
