using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Storage;

namespace Hathi.Node;

/// <summary>The options of a ring's node from its keys.</summary>
internal static class RingSettings
{
    // Of the memory so much is for memtables; the rest is for what is written behind them, and for caches that come with tables on disk.
    private const int StoreShare = 2;
    private const int OfShares = 3;

    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static RingNodeOptions Read(Configuration conf) => new()
    {
        Address = Endpoints.Read(conf, RingKeys.Address),
        NodeAddress = Endpoints.Read(conf, RingKeys.NodeAddress),
        WebAddress = conf.Get(RingKeys.WebAddress).Length == 0 ? null : Endpoints.Read(conf, RingKeys.WebAddress),
        Directory = Directories.First(conf, RingKeys.Directory),
        ClusterName = conf.Get(RingKeys.ClusterName),
        DataCenter = conf.Get(RingKeys.DataCenter),
        Rack = conf.Get(RingKeys.Rack),
        Tokens = conf.Get(RingKeys.Tokens),
        Store = new StoreOptions { MemoryBytes = conf.Get(RingKeys.Memory) / OfShares * StoreShare },
    };
}
