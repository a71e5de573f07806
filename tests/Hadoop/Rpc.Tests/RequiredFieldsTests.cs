using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

public sealed class RequiredFieldsTests
{
    private static readonly EchoRequest s_whole = new() { Text = "" };

    [Fact]
    public void A_whole_message_misses_nothing()
    {
        Assert.Null(IRequiredFields.FirstMissing(s_whole));
        Assert.Null(IRequiredFields.FirstMissing(new EchoResponse()));
        Assert.Null(IRequiredFields.FirstMissing(
            new Nested { One = s_whole, Many = { s_whole }, Deeper = new Nested { One = s_whole }, Free = { ["a"] = new() } }));
    }

    [Fact]
    public void What_is_missing_is_named_by_its_path()
    {
        Assert.Equal("text", IRequiredFields.FirstMissing(new EchoRequest()));
        Assert.Equal("one", IRequiredFields.FirstMissing(new Nested()));
        Assert.Equal("one.text", IRequiredFields.FirstMissing(new Nested { One = new EchoRequest() }));
        Assert.Equal("many.text", IRequiredFields.FirstMissing(new Nested { One = s_whole, Many = { s_whole, new EchoRequest() } }));
        Assert.Equal("deeper.one", IRequiredFields.FirstMissing(new Nested { One = s_whole, Deeper = new Nested() }));
    }

    [Fact]
    public void A_number_that_an_enum_does_not_name_is_no_field_as_in_Java()
    {
        const Coloured.Types.Colour Unknown = (Coloured.Types.Colour)999;
        const Coloured.Types.Colour Red = Coloured.Types.Colour.Red;
        const Coloured.Types.Colour Blue = Coloured.Types.Colour.Blue;
        Assert.Equal("one", IRequiredFields.FirstMissing(new Coloured { One = Unknown }));
        Assert.Equal("inner.one", IRequiredFields.FirstMissing(new Coloured { One = Red, Inner = new Coloured { One = Unknown } }));
        var message = new Coloured
        {
            One = Red, Perhaps = Unknown, Many = { Unknown, Blue, Unknown, Unknown, Red, Blue, Unknown },
            Inner = new Coloured { One = Blue, Perhaps = Red },
        };
        Assert.Null(IRequiredFields.FirstMissing(message));
        Assert.Equal(new Coloured { One = Red, Many = { Blue, Red, Blue }, Inner = new Coloured { One = Blue, Perhaps = Red } }, message);
        Assert.Equal(Blue, message.Perhaps);
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
