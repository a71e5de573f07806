namespace Hathi.Hadoop.Conf;

/// <summary>Old names that users still write, with what they are called now. Source: Apache's DeprecatedProperties table.</summary>
internal static class DeprecatedNames
{
    private static readonly Dictionary<string, string> Now = new(DeprecatedJobNames.Now, StringComparer.Ordinal)
    {
        ["fs.default.name"] = "fs.defaultFS",
        ["dfs.block.size"] = "dfs.blocksize",
        ["dfs.umaskmode"] = "fs.permissions.umask-mode",
        ["dfs.socket.timeout"] = "dfs.client.socket-timeout",
        ["dfs.write.packet.size"] = "dfs.client-write-packet-size",
        ["dfs.permissions.supergroup"] = "dfs.permissions.superusergroup",
        ["dfs.federation.nameservices"] = "dfs.nameservices",
        ["dfs.name.dir"] = "dfs.namenode.name.dir",
        ["dfs.data.dir"] = "dfs.datanode.data.dir",
        ["io.bytes.per.checksum"] = "dfs.bytes-per-checksum",
        ["topology.script.file.name"] = "net.topology.script.file.name",
    };

    private static readonly ILookup<string, string> Old = Now.ToLookup(static n => n.Value, static n => n.Key, StringComparer.Ordinal);

    /// <summary>The name of today for any name.</summary>
    internal static string Translate(string name) => Now.GetValueOrDefault(name, name);

    /// <summary>What a name of today was called before.</summary>
    internal static IEnumerable<string> Before(string name) => Old[name];
}
