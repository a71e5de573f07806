using System.Diagnostics;

namespace Hathi.Yarn.Core.Tests;

/// <summary>By processor time, and at half of the bar, so that what else runs does not matter (bench/ has the figures): a change that makes a decision cost the number of nodes or of applications is noticed.</summary>
public sealed class SpeedTests
{
    private const int Ends = 20_000;

    [Theory]
    [InlineData(10_000, 1_000, 100_000, false)]
    [InlineData(10_000, 1_000, 100_000, true)]
    [InlineData(2_000, 8_000, 100_000, false)]
    public void Ten_thousand_nodes_and_a_hundred_thousand_waiting_requests(int nodes, int applications, int requests, bool places)
    {
        new SchedulerLoad(200, 100, 2_000, places).Run(Ends); // compiled and warm
        var start = Cpu();
        var load = new SchedulerLoad(nodes, applications, requests, places);
        var filled = load.Decisions;
        var fillTime = Cpu() - start;
        start = Cpu();
        var granted = load.Run(Ends);
        var rate = granted / (Cpu() - start);
        Console.WriteLine($"{nodes} nodes, {applications} applications, {requests} requests, places {places}: {filled / fillTime:N0} containers a second of processor time while filling, {rate:N0} while full");
        Assert.True(granted > Ends / 2, $"{Ends} containers ended and {granted} were granted");
        Assert.True(rate > 10_000, $"{rate:N0} containers a second");
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}
