namespace Hathi.MapReduce.Core.Tests;

public partial class JobCoreTests
{
    /// <summary>What a container has and what is left of the cluster the ResourceManager says: as much as a long holds.</summary>
    [Fact]
    public void Containers_of_any_size_are_added_up()
    {
        var core = Running([["h1"], ["h1"], ["h1"], ["h1"]], reduces: 4);
        Step(core, new JobInput.ManagerHeard(long.MaxValue, 3));
        var map = Grant(core, "c1", "h1", long.MaxValue);
        Grant(core, "c2", "h1", long.MaxValue);
        var effects = Step(core, new JobInput.AttemptSucceeded(map.Attempt));
        Assert.Contains(effects, static e => e is JobEffect.Ask { Priority: JobCore.ReducePriority });
    }
}
