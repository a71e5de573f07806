using System.Diagnostics;
using System.Globalization;
using System.Net;
using Hathi.Platform.Net;

namespace Hathi.Bench.Ring;

/// <summary>
/// A CQL server that is measured: one that runs already and is known by its address, or one that is started here. Its process is found by
/// who listens there.
/// </summary>
/// <param name="name">For what is told.</param>
/// <param name="address">Where it listens, or will.</param>
internal class RingServer(string name, IPEndPoint address)
{
    private const double TicksPerSecond = 100;
    private const double MiB = 1 << 20;

    public string Name { get; } = name;

    public IPEndPoint Address { get; } = address;

    /// <summary>It can be started and stopped here.</summary>
    public virtual bool IsOurs => false;

    /// <summary>Starts it, with nothing kept or with what it has.</summary>
    /// <returns>Seconds until the first statement was answered.</returns>
    public double Up()
    {
        var clock = Stopwatch.StartNew();
        Start();
        RingLoad.ConnectPatiently(Address).Dispose();
        return clock.Elapsed.TotalSeconds;
    }

    public virtual void Down()
    {
    }

    public virtual void Destroy()
    {
    }

    /// <summary>Processor seconds that it has taken so far.</summary>
    public double CpuSeconds()
    {
        var stat = File.ReadAllText($"/proc/{Process()}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }

    /// <summary>MiB resident.</summary>
    public double Resident()
    {
        var statm = File.ReadAllText($"/proc/{Process()}/statm").Split(' ');
        return long.Parse(statm[1], CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize / MiB;
    }

    protected virtual void Start()
    {
    }

    private int Process() => ListenPorts.FindHolder(Address)?.ProcessId
        ?? throw new BenchException($"nobody that can be seen listens on {Address} ({Name})");
}

/// <summary>Apache's, by the peers' script.</summary>
/// <param name="script">It.</param>
/// <param name="home">Where its data lie.</param>
/// <param name="sync"><c>commitlog_sync</c>: what is durable when a write is acknowledged.</param>
internal sealed class CassandraServer(string script, string home, string sync)
    : RingServer($"Cassandra, {sync}", new IPEndPoint(IPAddress.Parse("127.78.0.200"), 9042))
{
    public override bool IsOurs => true;

    public override void Down() => Run("down");

    public override void Destroy() => Run("destroy");

    protected override void Start() => Run("up");

    private void Run(string verb)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PEERS_HOME"] = home, ["PEERS_COMMITLOG_SYNC"] = sync };
        if (verb == "up" && ListenPorts.FindHolder(Address) is { } other)
        {
            throw new BenchException(
                $"{Address} is taken by process {other.ProcessId}: end it, or measure it as it runs (--theirs {Address})");
        }

        Shell.Run(environment, script, "cassandra", verb);
    }
}

/// <summary>Ours: a lab of one node with the role ring and nothing else.</summary>
/// <param name="program">hathi.</param>
/// <param name="home">Where the lab lies.</param>
internal sealed class HathiRing(string program, string home)
    : RingServer("Hathi", new IPEndPoint(IPAddress.Parse("127.77.0.200"), 9042))
{
    private const string Lab = "bench-ring";

    public override bool IsOurs => true;

    public override void Down() => Run("down", "--name", Lab);

    public override void Destroy() => Run("destroy", "--yes", "--name", Lab);

    protected override void Start()
    {
        string[] what = Directory.Exists(Path.Combine(home, Lab)) ? [] : ["--nodes", "1", "--services", "ring"];
        Run(["up", .. what, "--name", Lab]);
    }

    private void Run(params string[] arguments) =>
        Shell.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["HATHI_HOME"] = home }, program, arguments);
}
