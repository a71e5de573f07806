namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// A large cluster that is full, with far more waiting than fits: what ends makes room for what waits. How fast is measured in
/// bench/, with the same load.
/// </summary>
public sealed class LoadTests
{
    private const int Ends = 5_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_container_that_ends_makes_room_for_another(bool places)
    {
        const int Nodes = 2_000;
        var load = new SchedulerLoad(Nodes, 500, 20_000, places);
        Assert.InRange(load.Decisions, Nodes * 6L, Nodes * 8L);

        // Those that waited for a better place when it filled take what was left then, besides.
        Assert.InRange(load.Run(Ends), Ends / 2, Ends + (Nodes * 8L));
    }
}
