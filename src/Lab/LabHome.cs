namespace Hathi.Lab;

/// <summary>Where labs keep their state: <c>$HATHI_HOME/NAME</c>, by default <c>~/.hathi/NAME</c>. Paths only.</summary>
/// <param name="Root">The folder of all labs.</param>
/// <param name="Name">This lab.</param>
public sealed record LabHome(string Root, string Name)
{
    /// <summary>This lab's folder.</summary>
    public string Directory => Path.Combine(Root, Name);

    /// <summary>The declaration; the user may edit it while the lab is down.</summary>
    public string SpecFile => Path.Combine(Directory, "lab.yaml");

    /// <summary>The third part of this lab's addresses, one number.</summary>
    public string SubnetFile => Path.Combine(Directory, "subnet");

    /// <summary>Configuration for clients: HADOOP_CONF_DIR.</summary>
    public string ClientConf => Path.Combine(Directory, "conf");

    /// <summary>Rack of each node, as Hadoop's TableMapping reads it.</summary>
    public string TopologyFile => Path.Combine(Directory, "topology.table");

    public string NodeDirectory(string node) => Path.Combine(Directory, "nodes", node);

    public string NodeConf(string node) => Path.Combine(NodeDirectory(node), "conf");

    public string NodeLog(string node) => Path.Combine(NodeDirectory(node), "node.log");

    public string NodePid(string node) => Path.Combine(NodeDirectory(node), "node.pid");

    /// <summary>The roles of a node that have ended while its process goes on: a line a role, its name, a tab and why.</summary>
    public string NodeEnded(string node) => Path.Combine(NodeDirectory(node), "node.ended");

    /// <summary>The home that the environment names.</summary>
    public static LabHome FromEnvironment(string name)
    {
        var root = Environment.GetEnvironmentVariable("HATHI_HOME");
        if (string.IsNullOrEmpty(root))
        {
            root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".hathi");
        }

        return new LabHome(Path.GetFullPath(root), name);
    }

    /// <summary>All labs below <see cref="Root"/>, by name.</summary>
    public IReadOnlyList<LabHome> All() => System.IO.Directory.Exists(Root)
        ? [.. System.IO.Directory.EnumerateDirectories(Root)
            .Select(d => this with { Name = Path.GetFileName(d) })
            .Where(h => File.Exists(h.SpecFile))
            .OrderBy(h => h.Name, StringComparer.Ordinal)]
        : [];
}
