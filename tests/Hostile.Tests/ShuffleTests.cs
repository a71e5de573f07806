using System.Net;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;
using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.Hostile.Tests;

/// <summary>The shuffle is not started again and compared: it keeps nothing, whoever hosts it tells it of its jobs again.</summary>
public sealed class ShuffleTests
{
    /// <summary>What stands in its paths.</summary>
    internal static IReadOnlyDictionary<string, string> Ids { get; } = new Dictionary<string, string>
    {
        ["jobid"] = "job_1_0001", ["reduce"] = "0", ["attemptid"] = "attempt_1_0001_m_000000_0",
    };

    [Fact]
    public async Task No_request_to_the_shuffle_stops_it_or_keeps_memory()
    {
        var observed = new Observed();
        var options = new ShuffleOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [Path.GetTempPath()] };
        await using var service = ShuffleService.Start(options, observed);
        using var http = new HttpClient { Timeout = Findings.Patience };
        using var heap = new OwnHeap(observed);
        var findings = Findings.Of(heap, async () =>
        {
            using var answer = await http.GetAsync(new Uri($"http://{service.Address}/nobody"));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        });
        await new HttpCampaign(service.Address, findings, RestPaths.ShuffleHeaders).RunAsync(
            RestPaths.Shuffle,
            Ids);
        findings.AssertNone();
    }
}
