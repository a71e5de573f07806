using System.Globalization;
using System.Security;
using Hathi.Lab.Spec;
using Hathi.Platform.Processes;

namespace Hathi.Lab;

/// <summary>
/// The configuration of nodes and clients, in Hadoop's own files and keys, so that stock clients read it and a user finds what the manuals
/// name. Keys that only Hathi has start with <c>hathi.</c>
/// </summary>
public static class SiteFiles
{
    // As Apache's own conf/log4j.properties: without one, whatever lies first in the jars decides, and mixes its lines
    // into a client's output.
    private const string Logging = """
        hadoop.root.logger=INFO,console
        log4j.rootLogger=${hadoop.root.logger}
        log4j.appender.console=org.apache.log4j.ConsoleAppender
        log4j.appender.console.target=System.err
        log4j.appender.console.layout=org.apache.log4j.PatternLayout
        log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{2}: %m%n

        """;

    /// <summary>Writes <c>conf/</c> for clients, the rack table, and <c>nodes/NAME/conf/</c> for each node.</summary>
    /// <exception cref="LabException">Hadoop is not where the lab says.</exception>
    public static void Write(LabHome home, LabSpec spec, int subnet)
    {
        var hadoop = spec.Hadoop is { } path
            ? HadoopSite.Shared(HadoopHome.Open(path, $"hadoop: in {home.SpecFile}"), JavaInstallation.Find())
            : [];
        Directory.CreateDirectory(home.Directory);
        var master = LabAddresses.Of(subnet, spec.Master);
        WriteFile(home.TopologyFile, string.Concat(spec.Nodes.Select(n => $"{LabAddresses.Of(subnet, n)} {n.Rack}\n{n.Name} {n.Rack}\n")));
        var shared = Merge(Shared(home, spec, master.ToString()), YarnSite.Shared(spec, master.ToString()));
        shared = Merge(shared, hadoop);
        WriteConf(home.ClientConf, Merge(shared, spec.Settings));
        WriteFile(Path.Combine(home.ClientConf, "log4j.properties"), Logging);
        foreach (var node in spec.Nodes)
        {
            var own = Merge(Own(home, spec, node, subnet), YarnSite.Own(home, spec, node, LabAddresses.Of(subnet, node)));
            WriteConf(home.NodeConf(node.Name), Merge(Merge(Merge(shared, own), spec.Settings), node.Settings));
        }
    }

    private static Dictionary<string, string> Shared(LabHome home, LabSpec spec, string master)
    {
        var dataNodes = spec.Nodes.Count(n => n.Roles.Contains("datanode"));
        return new(StringComparer.Ordinal)
        {
            ["fs.defaultFS"] = $"hdfs://{master}:8020",
            ["dfs.replication"] = Math.Min(3, Math.Max(1, dataNodes)).ToString(CultureInfo.InvariantCulture),
            ["dfs.namenode.rpc-address"] = $"{master}:8020",
            ["dfs.namenode.http-address"] = $"{master}:9870",
            ["net.topology.node.switch.mapping.impl"] = "org.apache.hadoop.net.TableMapping",
            ["net.topology.table.file.name"] = home.TopologyFile,
        };
    }

    private static Dictionary<string, string> Own(LabHome home, LabSpec spec, NodeSpec node, int subnet)
    {
        var address = LabAddresses.Of(subnet, node);
        var directory = home.NodeDirectory(node.Name);
        var volumes = node.Volumes.Count > 0
            ? node.Volumes
            : [.. Enumerable.Range(0, spec.Volumes).Select(i => Path.Combine(directory, $"data-{i}"))];
        return new(StringComparer.Ordinal)
        {
            ["hathi.ring.address"] = $"{address}:9042",
            ["hathi.ring.node.address"] = $"{address}:7000",
            ["hathi.ring.http.address"] = $"{address}:9043",
            ["hathi.ring.dir"] = Path.Combine(directory, "ring"),
            ["hathi.ring.cluster.name"] = spec.Name,
            ["hathi.ring.rack"] = node.Rack.TrimStart('/'),
            ["hathi.node.name"] = node.Name,
            ["hathi.node.address"] = address.ToString(),
            ["hathi.node.roles"] = string.Join(',', node.Roles),
            ["hathi.node.ended.file"] = home.NodeEnded(node.Name),
            ["hathi.client.bind.address"] = address.ToString(),
            ["dfs.namenode.name.dir"] = Path.Combine(directory, "name"),
            ["dfs.datanode.data.dir"] = string.Join(',', volumes),
            ["dfs.datanode.address"] = $"{address}:9866",
            ["dfs.datanode.ipc.address"] = $"{address}:9867",
            ["dfs.datanode.http.address"] = $"{address}:9864",

            // Host names must be found by every client, and nobody but us knows pi-203 (docs/adr/0008).
            ["dfs.datanode.hostname"] = address.ToString(),

            // A lab notices a dead node in six seconds rather than in ten and a half minutes: it is there to be watched.
            ["dfs.heartbeat.interval"] = "500ms",
            ["dfs.namenode.heartbeat.recheck-interval"] = "500",
            ["dfs.namenode.stale.datanode.interval"] = "2000",
            ["dfs.namenode.redundancy.interval.seconds"] = "1s",

            // A lab is ready as soon as every block is there. Where one is lost (its only replica was on a node that is dead) Apache's
            // share rules, and this is how long the others have: of few blocks that share rounds down to none.
            ["hathi.namenode.safemode.leave-when-complete"] = "true",
            ["dfs.namenode.safemode.extension"] = "5000",

            // All nodes of a lab are up before it is said to be ready.
            ["dfs.namenode.safemode.min.datanodes"] = "0",
        };
    }

    private static Dictionary<string, string> Merge(Dictionary<string, string> low, IReadOnlyDictionary<string, string> high)
    {
        var merged = new Dictionary<string, string>(low, StringComparer.Ordinal);
        foreach (var (key, value) in high)
        {
            merged[key] = value;
        }

        return merged;
    }

    private static void WriteConf(string directory, Dictionary<string, string> settings)
    {
        Directory.CreateDirectory(directory);
        var files = settings.ToLookup(p => SiteKeys.FileOf(p.Key), StringComparer.Ordinal);
        foreach (var file in SiteKeys.Files)
        {
            WriteFile(Path.Combine(directory, file), Xml(files[file]));
        }
    }

    // By rename, so that a client which reads at this moment sees the old file or the new one.
    private static void WriteFile(string path, string text)
    {
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private static string Xml(IEnumerable<KeyValuePair<string, string>> properties) =>
        "<?xml version=\"1.0\"?>\n<configuration>\n"
        + string.Concat(properties.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p =>
            $"  <property><name>{SecurityElement.Escape(p.Key)}</name><value>{SecurityElement.Escape(p.Value)}</value></property>\n"))
        + "</configuration>\n";
}
