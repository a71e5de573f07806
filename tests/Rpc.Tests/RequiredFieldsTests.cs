using Hathi.Rpc.Tests.Messages;
using Hathi.Rpc.Wire;

namespace Hathi.Rpc.Tests;

public sealed class RequiredFieldsTests
{
    private static readonly EchoRequest s_whole = new() { Text = "" };

    [Fact]
    public void A_whole_message_misses_nothing()
    {
        Assert.Null(RequiredFields.FirstMissing(s_whole));
        Assert.Null(RequiredFields.FirstMissing(new EchoResponse()));
        Assert.Null(RequiredFields.FirstMissing(new Nested { One = s_whole, Many = { s_whole }, Deeper = new Nested { One = s_whole }, Free = { ["a"] = new() } }));
    }

    [Fact]
    public void What_is_missing_is_named_by_its_path()
    {
        Assert.Equal("text", RequiredFields.FirstMissing(new EchoRequest()));
        Assert.Equal("one", RequiredFields.FirstMissing(new Nested()));
        Assert.Equal("one.text", RequiredFields.FirstMissing(new Nested { One = new EchoRequest() }));
        Assert.Equal("many.text", RequiredFields.FirstMissing(new Nested { One = s_whole, Many = { s_whole, new EchoRequest() } }));
        Assert.Equal("deeper.one", RequiredFields.FirstMissing(new Nested { One = s_whole, Deeper = new Nested() }));
    }

    [Fact]
    public async Task An_answer_that_lacks_one_fails_the_call()
    {
        using var server = new ScriptedServer(async (_, connection) =>
        {
            await connection.ReadContextAsync();
            await connection.AnswerAsync(await connection.ReadCallAsync(), new EchoResponse());
            await connection.ReadToEndAsync();
        });
        await using var client = new RpcClient(new RpcClientOptions("ada"));
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => client.CallAsync(
            server.EndPoint, new RpcProtocolName("test.Protocol", 1), "echo", s_whole, EchoRequest.Parser, CancellationToken.None));
        Assert.Contains("(required field text is missing)", failure.Message, StringComparison.Ordinal);
    }
}
