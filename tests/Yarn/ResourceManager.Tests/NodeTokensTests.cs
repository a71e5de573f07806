using System.Net;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>Names of nodes are looked up before tokens for them are made; whoever registers says which.</summary>
public sealed class NodeTokensTests
{
    [Fact]
    public async Task Names_that_nobody_answers_for_hold_up_a_few_threads_and_no_other_registration()
    {
        using var answer = new ManualResetEventSlim();
        var asked = 0;
        var tokens = new NodeTokens(null!, 1, 600_000, _ =>
        {
            Interlocked.Increment(ref asked);
            answer.Wait(Patience.Limit);
            return [IPAddress.Loopback];
        });
        var first = Enumerable.Range(0, 8)
            .Select(i => tokens.LookUpAsync(new NodeId($"first-{i}.invalid", 1), CancellationToken.None)).ToList();
        for (var i = 0; i < 2_000; i++)
        {
            Assert.True(tokens.LookUpAsync(new NodeId($"more-{i}.invalid", 1), CancellationToken.None).IsCompletedSuccessfully);
        }

        answer.Set();
        await Task.WhenAll(first).Patiently();
        Assert.InRange(asked, 1, 8);
    }
}
