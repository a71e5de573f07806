using System.Text.Json;

namespace Hathi.Conformance.Tests;

/// <summary>A lab of five nodes for the tests of one collection: its own HATHI_HOME, its own addresses, gone afterwards.</summary>
public sealed class LabFixture : IDisposable
{
    internal const string Name = "conformance";

    /// <summary>Of a block of that lab: a file of a few of them is no load for two cores.</summary>
    internal const int BlockBytes = 32 << 20;

    private readonly WorkDirectory _directory = new();
    private ApacheClients? _apache;

    public LabFixture()
        : this(home => [Programs.Hathi, "up", "--file", Declare(home), "--name", Name, .. Programs.FindApache() is null
            ? (string[])[]
            : ["--hadoop", Path.Combine(Programs.ApacheJars, "lib")]])
    {
    }

    /// <summary>Another lab than that of five nodes.</summary>
    /// <param name="command">
    /// Given HATHI_HOME, the program that starts it and what it is asked; the lab's name is <see cref="Name"/>.
    /// </param>
    internal LabFixture(Func<string, string[]> command)
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HATHI_HOME"] = Home };
        var start = command(Home);
        var up = Commands.Run(Environment, start[0], start[1..]);
        if (up.ExitCode != 0)
        {
            _directory.Dispose();
            throw new InvalidOperationException($"the lab did not start: {up.Output}{up.Error}");
        }

        Environment["HADOOP_CONF_DIR"] = Path.Combine(Home, Name, "conf");
        using var status = Status();
        var uri = new Uri(status.RootElement.GetProperty("fileSystem").GetString()!);
        NameNode = $"{uri.Host}:{uri.Port}";
        Environment["HADOOP_ROOT_LOGGER"] = "ERROR,console";
        Environment["HADOOP_NAMENODE"] = NameNode;
        Environment["RCLONE_HDFS_NAMENODE"] = NameNode;
        Environment["RCLONE_HDFS_USERNAME"] = System.Environment.UserName;
    }

    public string Home => _directory.Path;

    /// <summary>host:port of the NameNode's RPC.</summary>
    public string NameNode { get; }

    /// <summary>What stock clients need to find it.</summary>
    public Dictionary<string, string> Environment { get; }

    public JsonDocument Status() => JsonDocument.Parse(Hathi("status", "--json", "--name", Name).Output);

    /// <summary>The process of a node.</summary>
    public int ProcessOf(string node)
    {
        using var status = Status();
        return status.RootElement.GetProperty("nodes").EnumerateArray()
            .First(n => n.GetProperty("name").GetString() == node).GetProperty("pid").GetInt32();
    }

    public CommandResult Hathi(params string[] arguments) => Commands.Run(Environment, Programs.Hathi, arguments);

    public CommandResult Lab(string verb, params string[] arguments) => Hathi([verb, .. arguments, "--name", Name]);

    /// <summary>hdfs, yarn or mapred of Apache's.</summary>
    public CommandResult Apache(params string[] arguments) => (_apache ??= new ApacheClients(Environment)).Run(arguments);

    public CommandResult HdfsCli(params string[] arguments) => Commands.Run(Environment, Programs.HdfsCli, arguments);

    public CommandResult Rclone(params string[] arguments) => Commands.Run(Environment, Programs.Rclone, arguments);

    private static string Declare(string home)
    {
        var file = Path.Combine(home, "declared.yaml");
        File.WriteAllText(file, $"nodes: 5\nracks: 2\nsettings:\n  dfs.blocksize: {BlockBytes}\n");
        return file;
    }

    public void Dispose()
    {
        // The lab first: what the JVM of the clients ends with must not leave nodes behind.
        Commands.Run(Environment, Programs.Hathi, "destroy", "--yes", "--name", Name);
        _apache?.Dispose();
        _directory.Dispose();
    }
}

/// <summary>Tests that share one lab.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<LabFixture>
{
    public const string Name = "lab";
}
