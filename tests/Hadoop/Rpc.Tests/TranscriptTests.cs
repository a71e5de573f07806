using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Rpc.Tests;

/// <summary>Our server says what Apache's says: exchanges recorded from real servers and clients, byte by byte.</summary>
public sealed class TranscriptTests
{
    private const string Folder = "rpc";

    public static TheoryData<string> Names => CaseRun.Files(Folder);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Plays(string name)
    {
        await using var server = await RpcServer.StartAsync(
            new IPEndPoint(TestServer.Address, 0), [ClientProtocol()], RpcServerOptions.Default, NullLogger.Instance,
            CancellationToken.None);
        await TranscriptPlayer.PlayAsync(Transcript.Load(Folder, name), server.BoundEndPoint, Frames.Alike);
    }

    [Fact]
    public void Its_text_keeps_all_bytes()
    {
        var random = new Hathi.Base.SeededRandom(1);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(40)];
            for (var n = 0; n < bytes.Length; n++)
            {
                bytes[n] = (byte)(random.Chance(0.7) ? random.Next(0x20, 0x7F) : random.Next(256));
            }

            Assert.Equal(bytes, WireText.Parse(WireText.Format(bytes)));
        }
    }

    /// <summary>A NameNode without a file: getFileInfo's answer is empty.</summary>
    internal static RpcProtocol ClientProtocol() => new RpcProtocol(WireBytes.ClientProtocol, 1)
        .Add("getFileInfo", GetFileInfoRequestProto.Parser, (_, _) => new ValueTask<IMessage>(new EchoResponse()))
        .OnUnknownMethod(static method => method == "noSuchMethod" ? null : new RpcFault(JavaErrors.UnsupportedOperation, method));
}
