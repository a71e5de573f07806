using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>
/// A master is not started again and compared: it lives for its job only, and who comes after it is another attempt with workers of its
/// own, which takes from the job's history what its committer allows. What that is, tests/MapReduce/Master.Tests and the simulation try
/// with masters that die.
/// </summary>
public sealed class JobMasterTests
{
    [Fact]
    public async Task No_call_to_a_jobs_master_stops_it_or_keeps_memory()
    {
        await using var world = await MasterWorld.StartAsync();
        using var heap = new OwnHeap(world.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        campaign.Findings.AssertNone();
    }
}
