namespace Hathi.Architecture.Tests;

/// <summary>Who may know whom. Arrows point down only; a part that is not here does not build past this test.</summary>
internal static class House
{
    private static readonly string[] Everything =
    [
        "Hathi.Base", "Hathi.Platform", "Hathi.Rpc", "Hathi.Hdfs.Protocol", "Hathi.Hdfs.Core", "Hathi.Hdfs.NameNode", "Hathi.Hdfs.DataNode",
        "Hathi.Hdfs.Client", "Hathi.MapReduce", "Hathi.Node", "Hathi.Lab",
    ];

    /// <summary>Assembly → the assemblies of ours that it may use.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> MayUse = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Hathi.Base"] = [],
        ["Hathi.Platform"] = ["Hathi.Base"],
        ["Hathi.Rpc"] = ["Hathi.Base", "Hathi.Platform"],
        ["Hathi.Hdfs.Protocol"] = ["Hathi.Base"],
        ["Hathi.Hdfs.Core"] = ["Hathi.Base"],
        ["Hathi.Hdfs.NameNode"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Rpc", "Hathi.Hdfs.Protocol", "Hathi.Hdfs.Core"],
        ["Hathi.Hdfs.DataNode"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Rpc", "Hathi.Hdfs.Protocol", "Hathi.Hdfs.Core"],
        ["Hathi.Hdfs.Client"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Rpc", "Hathi.Hdfs.Protocol"],
        ["Hathi.MapReduce"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Hdfs.Client"],
        ["Hathi.Node"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Rpc", "Hathi.Hdfs.Client", "Hathi.Hdfs.Core", "Hathi.Hdfs.NameNode", "Hathi.Hdfs.DataNode"],
        ["Hathi.Lab"] = ["Hathi.Base", "Hathi.Platform", "Hathi.Hdfs.Client"],
        ["Hathi.Yarn.Protocol"] = [],
        ["hathi"] = Everything,
    };

    /// <summary>The Cores: decisions only.</summary>
    internal static IEnumerable<string> Cores => MayUse.Keys.Where(name => name.EndsWith(".Core", StringComparison.Ordinal));

    /// <summary>What a Core must not name: a namespace, or a type with its namespace.</summary>
    internal static readonly string[] NotInCores =
    [
        "System.IO", "System.Net", "System.Threading.Tasks", "System.Threading.Channels", "System.Threading.Thread", "System.Threading.Timer",
        "System.Threading.Lock", "System.Threading.Monitor", "System.DateTime", "System.DateTimeOffset", "System.TimeProvider",
        "System.Diagnostics.Stopwatch", "System.Random", "System.Console", "System.Data",
    ];
}
