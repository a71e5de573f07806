using System.Net;

namespace Hathi.Bench.Ring;

/// <summary>
/// One node beside one of Apache Cassandra's, in turns, warmed: first with equal promises (<c>batch</c>: durable when acknowledged), then
/// against its default (<c>periodic</c>: up to ten seconds may be lost), where ours promises more.
/// </summary>
/// <param name="script">The peers' script.</param>
/// <param name="program">hathi.</param>
/// <param name="work">Where both have their data.</param>
/// <param name="rounds">How often each is measured.</param>
/// <param name="operations">A measurement, and before the first to warm up.</param>
internal sealed class RingBench(string script, string program, string work, int rounds, int operations)
{
    /// <summary>Rows that are written and read: they fit into the memory of both.</summary>
    private const int Keys = 50_000;

    /// <summary>A page is a hundred rows: fewer of them say as much.</summary>
    private const int PagesFor = 20;

    /// <summary>A server of ours that runs already; null: one is started.</summary>
    public string? Ours { get; init; }

    /// <summary>A Cassandra that runs already, as it was started; null: both kinds are started, one after the other.</summary>
    public string? Theirs { get; init; }

    /// <summary>Ours is not there: Cassandra's figures alone, to see what the client gets out of it.</summary>
    public bool TheirsAlone { get; init; }

    public IEnumerable<(string Title, IReadOnlyList<Row> Rows)> Run()
    {
        var ours = TheirsAlone ? null : Ours is null ? new HathiRing(program, Path.Combine(work, "labs")) : Known("Hathi", Ours);
        try
        {
            if (Theirs is not null)
            {
                yield return ("Ring, one node, Cassandra as it runs", Measure(ours, Known("Cassandra", Theirs), 3));
                yield break;
            }

            var batch = new CassandraServer(script, Path.Combine(work, "peers-batch"), "batch");
            yield return ("Ring, one node, durable on both", Measure(ours, batch, 5));
            var periodic = new CassandraServer(script, Path.Combine(work, "peers-periodic"), "periodic");
            yield return ("Ring, one node, durable here alone", Measure(ours, periodic, 3));
        }
        finally
        {
            ours?.Destroy();
        }
    }

    private List<Row> Measure(RingServer? ours, RingServer theirs, double writes)
    {
        RingServer?[] servers = [ours, theirs];
        var (starts, idle, after) = (new double[2], new double[2], new double[2]);
        var figures = new Dictionary<string, List<RingFigures>[]>(StringComparer.Ordinal);
        try
        {
            for (var i = 0; i < servers.Length; i++)
            {
                starts[i] = servers[i]?.Up() ?? double.NaN;
                idle[i] = servers[i]?.Resident() ?? double.NaN;
            }

            MeasureInTurns(servers, figures);
            for (var i = 0; i < servers.Length; i++)
            {
                after[i] = servers[i]?.Resident() ?? double.NaN;
            }
        }
        finally
        {
            theirs.Destroy();
            ours?.Down();
        }

        var rows = new List<Row>();
        Add("writes of 1 KiB, 64 in flight", writes);
        Add("reads of 1 KiB by key, from memory", 4);
        Add($"pages of {RingLoad.PageRows} rows of one partition", 3);
        rows.Add(Single("resident memory after the load", "MiB", after, 1.0 / 3));
        if (theirs.IsOurs && ours is { IsOurs: true })
        {
            rows.Add(Single("ready from start, empty", "s", starts, 1.0 / 20) with { Limit = 1 });
            rows.Add(Single("resident memory idle after a start", "MiB", idle, 1.0 / 8));
        }

        return rows;

        void Add(string what, double bar)
        {
            var (mine, others) = (figures[what][0], figures[what][1]);
            rows.Add(new Row(what, "/s", Each(mine, f => f.PerSecond), Each(others, f => f.PerSecond), true, bar, false));
            rows.Add(new Row($"{what}, p99", "ms", Each(mine, f => f.P99), Each(others, f => f.P99), false, 1.0 / 3, true));
            rows.Add(new Row(
                $"{what}, server's processor time each", "µs", Each(mine, f => f.CpuMicros), Each(others, f => f.CpuMicros), false, 0.25,
                true));
        }
    }

    private void MeasureInTurns(RingServer?[] servers, Dictionary<string, List<RingFigures>[]> figures)
    {
        var loads = servers.Select(static s => s is null ? null : new RingLoad(s, Keys)).ToArray();
        try
        {
            foreach (var (what, measure) in ((string, Func<RingLoad, RingFigures>)[])
            [
                ("writes of 1 KiB, 64 in flight", load => load.Write(operations)),
                ("reads of 1 KiB by key, from memory", load => load.Read(operations)),
                ($"pages of {RingLoad.PageRows} rows of one partition", load => load.Pages(Math.Max(1, operations / PagesFor))),
            ])
            {
                figures[what] = [[], []];
                for (var round = 0; round <= rounds; round++)
                {
                    for (var i = 0; i < loads.Length; i++)
                    {
                        if (loads[i] is not { } load)
                        {
                            continue;
                        }

                        var measured = measure(load);
                        Console.Error.WriteLine(
                            $"  {servers[i]!.Name}: {what}{(round == 0 ? ", warming" : "")}: {measured.PerSecond:#,0} /s, "
                            + $"p99 {measured.P99:0.00} ms, {measured.CpuMicros:0.0} µs of its processor time");
                        if (round > 0)
                        {
                            figures[what][i].Add(measured);
                        }
                    }
                }
            }
        }
        finally
        {
            foreach (var load in loads)
            {
                load?.Dispose();
            }
        }
    }

    private static RingServer Known(string name, string address) => new(name, IPEndPoint.Parse(address));

    private static List<double> Each(List<RingFigures> figures, Func<RingFigures, double> take) => [.. figures.Select(take)];

    private static Row Single(string what, string unit, double[] both, double bar) => new(
        what, unit, double.IsNaN(both[0]) ? [] : [both[0]], [both[1]], false, bar, true);
}
