namespace Hathi.Architecture.Tests;

/// <summary>Who may know whom. Arrows point down only; a part that is not here does not build past this test.</summary>
internal static class House
{
    private static readonly string[] Everything =
    [
        "Hathi.Base", "Hathi.Platform", "Hathi.Log", "Hathi.Engine", "Hathi.Records", "Hathi.Web", "Hathi.Hadoop.Keys",
        "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Tokens", "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Protocol",
        "Hathi.Hdfs.Core", "Hathi.Hdfs.NameNode", "Hathi.Hdfs.DataNode", "Hathi.Hdfs.Client", "Hathi.Yarn.Protocol", "Hathi.Yarn.Core",
        "Hathi.Yarn.ResourceManager", "Hathi.Yarn.NodeManager", "Hathi.Yarn.Client", "Hathi.MapReduce.Api", "Hathi.MapReduce.Engine",
        "Hathi.MapReduce.Protocol", "Hathi.MapReduce.Core", "Hathi.MapReduce.Shuffle", "Hathi.MapReduce.History", "Hathi.MapReduce.Client",
        "Hathi.MapReduce.Master", "Hathi.Ring.Data", "Hathi.Ring.Protocol", "Hathi.Ring.Core", "Hathi.Ring.Storage", "Hathi.Ring.Node",
        "Hathi.Ring.Client", "Hathi.Node", "Hathi.Lab",
    ];

    /// <summary>Assembly → the assemblies of ours that it may use.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> MayUse = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Hathi.Base"] = [],
        ["Hathi.Platform"] = ["Hathi.Base"],
        ["Hathi.Log"] = ["Hathi.Base"],
        ["Hathi.Records"] = ["Hathi.Base"],
        ["Hathi.Hadoop.Keys"] = ["Hathi.Base"],
        ["Hathi.Hadoop.Conf"] = ["Hathi.Base", "Hathi.Hadoop.Keys"],
        ["Hathi.Engine"] = ["Hathi.Base", "Hathi.Log"],
        ["Hathi.Hadoop.Rpc.Protocol"] = ["Hathi.Base"],
        ["Hathi.Hadoop.Tokens"] = ["Hathi.Base", "Hathi.Hadoop.Rpc.Protocol"],
        ["Hathi.Hadoop.Rpc"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Engine", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Tokens",
        ],
        ["Hathi.Web"] = ["Hathi.Base", "Hathi.Platform"],
        ["Hathi.Hdfs.Protocol"] = ["Hathi.Base", "Hathi.Hadoop.Rpc.Protocol"],
        ["Hathi.Hdfs.Core"] = ["Hathi.Base", "Hathi.Hadoop.Keys"],
        ["Hathi.Hdfs.NameNode"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Log", "Hathi.Engine", "Hathi.Web", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf",
            "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Protocol", "Hathi.Hdfs.Core",
        ],
        ["Hathi.Hdfs.DataNode"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Rpc", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hdfs.Protocol",
            "Hathi.Hdfs.Core",
        ],
        ["Hathi.Hdfs.Client"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Rpc",
            "Hathi.Hdfs.Protocol",
        ],
        ["Hathi.MapReduce.Api"] = ["Hathi.Base", "Hathi.Records", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hdfs.Client"],
        ["Hathi.MapReduce.Engine"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Records", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hdfs.Client",
            "Hathi.MapReduce.Api",
        ],
        ["Hathi.Node"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Web", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol",
            "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Core", "Hathi.Hdfs.NameNode", "Hathi.Hdfs.DataNode", "Hathi.Yarn.Protocol", "Hathi.Yarn.Core",
            "Hathi.Yarn.ResourceManager", "Hathi.Yarn.NodeManager", "Hathi.MapReduce.Shuffle", "Hathi.MapReduce.History",
            "Hathi.Ring.Node", "Hathi.Ring.Storage",
        ],
        ["Hathi.Lab"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Hadoop.Conf"],
        ["Hathi.Yarn.Protocol"] = ["Hathi.Base", "Hathi.Hadoop.Rpc.Protocol"],
        ["Hathi.Yarn.Core"] = ["Hathi.Base", "Hathi.Hadoop.Keys"],
        ["Hathi.Yarn.ResourceManager"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Log", "Hathi.Engine", "Hathi.Web", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf",
            "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Tokens", "Hathi.Hadoop.Rpc", "Hathi.Yarn.Protocol", "Hathi.Yarn.Core",
        ],
        ["Hathi.Yarn.NodeManager"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Log", "Hathi.Web", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf",
            "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Tokens", "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Client", "Hathi.Yarn.Protocol",
            "Hathi.Yarn.Client",
        ],
        ["Hathi.Yarn.Client"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Tokens",
            "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Client", "Hathi.Yarn.Protocol",
        ],
        ["Hathi.Ring.Client"] = ["Hathi.Base", "Hathi.Ring.Protocol"],
        ["Hathi.Ring.Core"] = ["Hathi.Base", "Hathi.Ring.Data"],
        ["Hathi.Ring.Data"] = ["Hathi.Base"],
        ["Hathi.Ring.Storage"] = ["Hathi.Base", "Hathi.Log", "Hathi.Ring.Data"],
        ["Hathi.Ring.Protocol"] = ["Hathi.Base", "Hathi.Ring.Data"],
        ["Hathi.Ring.Node"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Log", "Hathi.Engine", "Hathi.Web", "Hathi.Ring.Data", "Hathi.Ring.Protocol",
            "Hathi.Ring.Core", "Hathi.Ring.Storage",
        ],
        ["Hathi.MapReduce.Protocol"] = ["Hathi.Base", "Hathi.Records", "Hathi.Hadoop.Keys", "Hathi.Yarn.Protocol"],
        ["Hathi.MapReduce.Core"] = ["Hathi.Base", "Hathi.Hadoop.Keys"],
        ["Hathi.MapReduce.History"] =
        [
            "Hathi.Base", "Hathi.Web", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Rpc",
            "Hathi.Hdfs.Client", "Hathi.MapReduce.Protocol", "Hathi.Yarn.Protocol",
        ],
        ["Hathi.MapReduce.Shuffle"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Records", "Hathi.Hadoop.Keys", "Hathi.MapReduce.Api", "Hathi.MapReduce.Engine",
        ],
        ["Hathi.MapReduce.Client"] =
        [
            "Hathi.Base", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol", "Hathi.Hadoop.Tokens",
            "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Client", "Hathi.MapReduce.Api", "Hathi.MapReduce.Engine", "Hathi.MapReduce.Protocol",
            "Hathi.Yarn.Protocol", "Hathi.Yarn.Client",
        ],
        ["Hathi.MapReduce.Master"] =
        [
            "Hathi.Base", "Hathi.Platform", "Hathi.Records", "Hathi.Hadoop.Keys", "Hathi.Hadoop.Conf", "Hathi.Hadoop.Rpc.Protocol",
            "Hathi.Hadoop.Tokens", "Hathi.Hadoop.Rpc", "Hathi.Hdfs.Client", "Hathi.MapReduce.Api", "Hathi.MapReduce.Engine",
            "Hathi.MapReduce.Protocol", "Hathi.MapReduce.Core", "Hathi.MapReduce.Shuffle", "Hathi.MapReduce.Client",
            "Hathi.Yarn.Protocol", "Hathi.Yarn.Client",
        ],
        ["hathi"] = Everything,
    };

    /// <summary>Assemblies whose namespaces are not called as they are: what programs of users import has the system's name.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Namespaces = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["hathi"] = "Hathi.Cli",
        ["Hathi.MapReduce.Api"] = "Hathi.MapReduce",
        ["Hathi.MapReduce.Engine"] = "Hathi.MapReduce",
    };

    /// <summary>The Cores: decisions only.</summary>
    internal static IEnumerable<string> Cores => MayUse.Keys.Where(name => name.EndsWith(".Core", StringComparison.Ordinal));

    /// <summary>What a Core must not name: a namespace, or a type with its namespace.</summary>
    internal static readonly string[] NotInCores =
    [
        "System.IO", "System.Net", "System.Threading.Tasks", "System.Threading.Channels", "System.Threading.Thread",
        "System.Threading.Timer",
        "System.Threading.Lock", "System.Threading.Monitor", "System.DateTime", "System.DateTimeOffset", "System.TimeProvider",
        "System.Diagnostics.Stopwatch", "System.Random", "System.Console", "System.Data",
    ];
}
