namespace Hathi.Simulation.Tests.Kit.Shells.Tests;

public sealed class ShellWorldTests
{
    private const int ManySeeds = 40;

    [Fact]
    public void What_comes_back_is_what_was_sent_and_nothing_is_left_of_who_has_died()
    {
        var report = ShellSeeds.Run(EchoScenario.Name, ManySeeds);
        Assert.All(
            (Fault[])[Fault.ProcessCrash, Fault.Pause, Fault.Partition, Fault.MessageLost, Fault.MessageDuplicated, Fault.MessageReordered],
            f => Assert.True(report[f] > 10, $"{f}: {report[f]}"));
        Assert.All(
            (string[])["answers", "connections lost", "no answer in time"],
            n => Assert.True(report.Count(n) > 0, $"{n}: {report.Count(n)}"));
    }

    [Fact]
    public void The_same_seeds_give_the_same_runs_in_every_process() => ShellSeeds.AssertSame(8, EchoScenario.Name);

    [Fact]
    public void A_world_that_does_not_come_to_an_end_is_ended_and_named()
    {
        var failed = Assert.Throws<SimulationFailedException>(
            () => ShellProcess.Run([new ShellJob(StuckScenario.Name, 7, 1, 1)], TimeSpan.FromSeconds(1)));
        Assert.Contains("seed 7 does not come to an end", failed.Message, StringComparison.Ordinal);
    }
}
