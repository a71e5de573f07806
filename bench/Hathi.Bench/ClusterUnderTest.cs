using System.Globalization;
using System.Text.Json;

namespace Hathi.Bench;

/// <summary>A cluster that both sides' clients can be pointed at, and what its servers cost.</summary>
internal abstract class ClusterUnderTest(string name)
{
    private static readonly double TicksPerSecond = 100;

    public string Name { get; } = name;

    /// <summary>HADOOP_CONF_DIR of its clients.</summary>
    public abstract string ConfDirectory { get; }

    public abstract Uri FileSystem { get; }

    /// <summary>Process ids of its servers with their names.</summary>
    public abstract IReadOnlyList<(string Name, int Id)> Servers();

    public abstract TimeSpan Up();

    public abstract void Down();

    public abstract void Destroy();

    public Dictionary<string, string> Environment() => new(StringComparer.Ordinal) { ["HADOOP_CONF_DIR"] = ConfDirectory };

    /// <summary>User and system seconds that its servers have taken so far.</summary>
    public double CpuSeconds() => Servers().Sum(s =>
    {
        var stat = File.ReadAllText($"/proc/{s.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(
            fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    });

    /// <summary>Resident bytes, a server each.</summary>
    public IReadOnlyList<(string Name, long Bytes)> Resident() => [.. Servers().Select(s =>
    {
        var statm = File.ReadAllText($"/proc/{s.Id}/statm").Split(' ');
        return (s.Name, long.Parse(statm[1], CultureInfo.InvariantCulture) * System.Environment.SystemPageSize);
    })];
}

/// <summary>Apache's own of three nodes, started by the peers' script, with YARN or without.</summary>
internal sealed class ApacheCluster(string script, string home, bool yarn) : ClusterUnderTest("Apache Hadoop 3.5.0")
{
    public override string ConfDirectory => Path.Combine(home, "run-hadoop", "conf");

    public override Uri FileSystem => new("hdfs://127.78.0.10:8020");

    public override IReadOnlyList<(string Name, int Id)> Servers() => [.. Directory.EnumerateFiles(Path.Combine(home, "run-hadoop", "pids"))
        .Select(f => (Path.GetFileName(f), int.Parse(File.ReadAllText(f), CultureInfo.InvariantCulture)))];

    public override TimeSpan Up() => Run(["hadoop", "up", "--nodes", "3", .. (string[])(yarn ? ["--yarn"] : [])]).Elapsed;

    public override void Down() => Run("hadoop", "down");

    public override void Destroy() => Run("hadoop", "destroy");

    /// <summary>Apache's client, against any cluster.</summary>
    public (string Output, TimeSpan Elapsed) Client(ClusterUnderTest target, params string[] arguments)
    {
        var environment = target.Environment();
        environment["PEERS_HOME"] = home;
        environment["HADOOP_ROOT_LOGGER"] = "INFO,console";
        return Shell.Run(environment, script, arguments);
    }

    private (string Output, TimeSpan Elapsed) Run(params string[] arguments) =>
        Shell.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["PEERS_HOME"] = home }, script, arguments);
}

/// <summary>Ours: a lab of three nodes.</summary>
/// <param name="program">hathi.</param>
/// <param name="home">Where labs are kept.</param>
/// <param name="file">The lab.yaml that declares it; null for one with HDFS only.</param>
internal sealed class HathiLab(string program, string home, string? file) : ClusterUnderTest("Hathi")
{
    private const string Lab = "bench";

    // Working directories of containers have links in them.
    private static readonly EnumerationOptions s_withoutLinks = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
    };
    private JsonDocument? _status;

    public override string ConfDirectory => Path.Combine(home, Lab, "conf");

    public override Uri FileSystem => new(Status().RootElement.GetProperty("fileSystem").GetString()!);

    public override IReadOnlyList<(string Name, int Id)> Servers() => [.. Status().RootElement.GetProperty("nodes").EnumerateArray()
        .Select(n => (n.GetProperty("name").GetString()!, n.GetProperty("pid").GetInt32()))];

    /// <summary>Bytes of block files on its nodes: what was removed goes some time after the answer.</summary>
    public long BlockBytes() =>
        new DirectoryInfo(Path.Combine(home, Lab)).EnumerateFiles("blk_*", s_withoutLinks).Sum(static f => f.Exists ? f.Length : 0);

    public override TimeSpan Up()
    {
        string[] what = Directory.Exists(Path.Combine(home, Lab))
            ? []
            : file is null ? ["--nodes", "3", "--racks", "1", "--services", "hdfs"]
            : ["--file", file];
        var elapsed = Run(["up", .. what, "--name", Lab]).Elapsed;
        _status = null;
        return elapsed;
    }

    public override void Down() => Run("down", "--name", Lab);

    public override void Destroy() => Run("destroy", "--yes", "--name", Lab);

    /// <summary>Our client, against any cluster.</summary>
    public (string Output, TimeSpan Elapsed) Client(ClusterUnderTest target, params string[] arguments) =>
        Shell.Run(target.Environment(), program, arguments);

    private JsonDocument Status() => _status ??= JsonDocument.Parse(Run("status", "--json", "--name", Lab).Output);

    private (string Output, TimeSpan Elapsed) Run(params string[] arguments) =>
        Shell.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["HATHI_HOME"] = home }, program, arguments);
}
