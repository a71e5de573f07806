using System.Net;
using Hathi.Hostile.Tests.Servers;
using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.Hostile.Tests;

public sealed class ShuffleTests
{
    [Fact]
    public async Task No_request_to_the_shuffle_stops_it_or_keeps_memory()
    {
        var observed = new Observed();
        var options = new ShuffleOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [Path.GetTempPath()] };
        await using var service = ShuffleService.Start(options, observed);
        using var http = new HttpClient { Timeout = Findings.Patience };
        var findings = new Findings(observed, async () =>
        {
            using var answer = await http.GetAsync(new Uri($"http://{service.Address}/nobody"));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        });
        findings.Begin();
        await new HttpCampaign(service.Address, findings, "name: mapreduce\r\nversion: 1.0.0\r\n").RunAsync(
            ["/", "/mapOutput", "/mapOutput?job=%&reduce=0&map=attempt_1_0001_m_000000_0", "/mapOutput?job=job_1_0001&reduce=%&map=a", "/mapOutput?job=job_1_0001&reduce=0&map=%"],
            ["job", "reduce", "map", "keepAlive"],
            ["job_1_0001"]);
        findings.AssertNone();
    }
}
