using System.Threading.Channels;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>
/// A day passes: the next master keys are made known, then used. Masters and nodes go on over it, and over a restart in the middle.
/// </summary>
public sealed class KeyRollTests
{
    private readonly ManualTime _time = new();
    private readonly Channel<string> _rolls = Channel.CreateUnbounded<string>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_roll_is_made_known_first_then_used_and_what_was_signed_before_stays_good(bool restart)
    {
        await using var rm = await TestResourceManager.StartAsync(
            new TestResourceManager { KeyTime = _time, Log = new RecordingLog(Hear) });
        await using var node = await FakeNode.StartAsync(rm);
        await rm.SubmitAsync();
        var start = await node.NextStartAsync();
        var token = MasterTests.TokenOf(start);
        await MasterTests.RegisterAsync(rm, token);

        Assert.Equal(TimeSpan.FromDays(1), await _time.PassAsync());
        Assert.Contains("made known", await NextRollAsync(), StringComparison.Ordinal);
        var news = await node.HeartbeatAsync();
        var (ofContainers, ofNodes) = (news.ContainerTokenMasterKey.KeyId, news.NmTokenMasterKey.KeyId);
        Assert.Null((await node.HeartbeatAsync()).ContainerTokenMasterKey);
        var before = await AllocateAsync(rm, token, 0);
        Assert.Equal((ofContainers - 1, null), (KeyOf(node, before), before.AmRmToken));

        if (restart)
        {
            await _time.PassOverAsync(rm.RestartAsync);
            await node.RegisterAsync(MasterTests.Running(start));
            await MasterTests.RegisterAsync(rm, token);
        }

        Assert.Equal(TimeSpan.FromMinutes(15), await _time.PassAsync());
        Assert.Contains($"rolled; the one of containers is number {ofContainers} now", await NextRollAsync(), StringComparison.Ordinal);
        var after = await AllocateAsync(rm, token, restart ? 0 : 1);
        Assert.Equal(ofContainers, KeyOf(node, after));
        Assert.Equal(ofNodes, NMTokenIdentifierProto.Parser.ParseFrom(after.NmTokens[0].Token.Identifier).KeyId);

        // The master is given a token of the new key, and may use it; its old one is good until the next roll.
        var fresh = new Token(after.AmRmToken.Identifier.ToByteArray(), after.AmRmToken.Password.ToByteArray(), after.AmRmToken.Kind, "");
        Assert.Equal(
            AMRMTokenIdentifierProto.Parser.ParseFrom(token.Identifier.Span).KeyId + 1,
            AMRMTokenIdentifierProto.Parser.ParseFrom(fresh.Identifier.Span).KeyId);
        var renewed = await AllocateAsync(rm, fresh, after.ResponseId);
        Assert.Null(renewed.AmRmToken);
        Assert.NotNull((await AllocateAsync(rm, token, renewed.ResponseId)).AmRmToken);
    }

    private static int KeyOf(FakeNode node, AllocateResponseProto response) =>
        node.CheckContainerToken(Assert.Single(response.AllocatedContainers).ContainerToken).MasterKeyId;

    private static Task<AllocateResponseProto> AllocateAsync(TestResourceManager rm, Token token, int responseId) => rm.MasterAsync(
        token,
        "allocate",
        new AllocateRequestProto
        {
            ResponseId = responseId,
            Ask =
            {
                new ResourceRequestProto
                {
                    Priority = new PriorityProto { Priority = responseId + 1 }, ResourceName = "*",
                    Capability = new ResourceProto { Memory = 256, VirtualCores = 1 }, NumContainers = 1,
                },
            },
        },
        AllocateResponseProto.Parser);

    private void Hear(LogLine line)
    {
        if (line.Text.Contains("master keys", StringComparison.Ordinal))
        {
            Assert.True(_rolls.Writer.TryWrite(line.Text));
        }
    }

    private Task<string> NextRollAsync() => _rolls.Reader.ReadAsync().Patiently();
}
