using Hathi.Base;

namespace Hathi.MapReduce.Core.Tests;

/// <summary>
/// On idle nodes every map of a small job runs where its input is, in whatever order the answer of the
/// ResourceManager names the containers.
/// </summary>
public class FewMapsTests
{
    private const int Seeds = 500;

    [Fact]
    public void Every_map_runs_on_a_node_that_holds_its_input()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededRandom(seed);
            var hosts = random.Next(3, 8);
            var maps = Enumerable.Range(0, random.Next(1, hosts + 1)).Select(_ => new MapPlan(Places(random, hosts), ["/r"])).ToList();
            var started = Run(random, maps);
            Assert.Equal(maps.Count, started.Count);
            Assert.All(started, start => Assert.True(
                start.Locality == Locality.Node,
                $"seed {seed}: {start.Attempt} of {maps.Count} maps on {hosts} hosts runs at {start.Locality}"));
        }
    }

    private static string[] Places(SeededRandom random, int hosts)
    {
        var first = random.Next(hosts);
        return [.. Enumerable.Range(0, 3).Select(i => $"h{(first + (i * random.Next(1, 3))) % hosts}").Distinct(StringComparer.Ordinal)];
    }

    // One answer of the ResourceManager carries all that was asked, in any order: what the Core asks after the first
    // of them comes too late.
    private static List<JobEffect.AttemptStarted> Run(SeededRandom random, List<MapPlan> maps)
    {
        var core = new JobCore(
            new JobPlan { Id = "1_0001", Maps = maps, Reduces = 0, Limits = new JobLimits(), MasterAttempt = 1, Recovered = [] });
        var asks = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var started = new List<JobEffect.AttemptStarted>();
        void Step(JobInput input)
        {
            List<JobEffect> effects = [];
            core.Step(new Now(1_000, 1_000), input, effects);
            started.AddRange(effects.OfType<JobEffect.AttemptStarted>());
            foreach (var ask in effects.OfType<JobEffect.Ask>().Where(static a => a.Location is [not '/' and not '*', ..]))
            {
                asks[ask.Location] = ask.Count;
            }
        }

        Step(new JobInput.Start());
        Step(new JobInput.JobSetUp());
        var granted = asks.SelectMany(static a => Enumerable.Repeat(a.Key, a.Value)).ToArray();
        Assert.Equal(maps.Count, granted.Length);
        for (var i = granted.Length - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (granted[i], granted[other]) = (granted[other], granted[i]);
        }

        for (var i = 0; i < granted.Length; i++)
        {
            Step(new JobInput.ContainerGranted($"c{i}", granted[i], "/r", JobCore.MapPriority, new JobLimits().MapMemory));
            Step(new JobInput.WorkerIdle($"c{i}"));
        }

        return started;
    }
}
