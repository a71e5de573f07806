using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>What shares a connection.</summary>
internal sealed record ConnectionKey(EndPoint Server, string User, string Protocol, Token? Token);

/// <summary>One attempt of a call, ready to be sent.</summary>
internal sealed record OutgoingCall(
    ConnectionKey Key,
    int CallId,
    int RetryCount,
    string Method,
    byte[] EngineHeader,
    IMessage Request,
    TimeSpan Timeout,
    long MaxDecodedBytes)
{
    public string Server => RpcAddress.Format(Key.Server);
}
