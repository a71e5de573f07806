using System.Diagnostics;

namespace Hathi.Rpc.Tests;

public sealed class ThroughputTests(ITestOutputHelper output)
{
    /// <summary>Not a benchmark: a floor that only a gross loss of speed falls through. It prints what it saw.</summary>
    [Fact]
    public async Task Small_calls_pipelined_on_one_connection()
    {
        const int Calls = 200_000;
        const int InFlight = 256;
        const double FloorPerSecond = 10_000;
        await using var server = await TestServer.StartAsync(EchoProtocol.Create());
        await RunAsync(server, 20_000, InFlight);
        var watch = Stopwatch.StartNew();
        await RunAsync(server, Calls, InFlight);
        var perSecond = Calls / watch.Elapsed.TotalSeconds;
        output.WriteLine($"{perSecond:N0} calls/s with {InFlight} in flight");
        watch.Restart();
        await RunAsync(server, Calls / 20, 1);
        output.WriteLine($"{Calls / 20 / watch.Elapsed.TotalSeconds:N0} calls/s with 1 in flight");
        Assert.True(perSecond > FloorPerSecond);
    }

    private static Task RunAsync(TestServer server, int calls, int inFlight)
    {
        var workers = new Task[inFlight];
        for (var i = 0; i < inFlight; i++)
        {
            workers[i] = Task.Run(async () =>
            {
                for (var n = 0; n < calls / inFlight; n++)
                {
                    await server.EchoAsync("/user/alice/file");
                }
            });
        }

        return Task.WhenAll(workers);
    }
}
