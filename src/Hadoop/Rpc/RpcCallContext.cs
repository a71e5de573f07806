using System.Net;

namespace Hathi.Hadoop.Rpc;

/// <summary>Who calls, and which call this is. Handed to every handler beside the request.</summary>
/// <param name="ClientId">The client's 16 bytes; with <paramref name="CallId"/> the call's identity over retries.</param>
/// <param name="CallId">The call's number within the client, 0 or more.</param>
/// <param name="RetryCount">0 for the first attempt; -1 when the client does not count.</param>
/// <param name="Peer">The connection the call came over.</param>
/// <param name="Protocol">The protocol called, such as <c>org.apache.hadoop.hdfs.protocol.ClientProtocol</c>.</param>
/// <param name="Method">The method called.</param>
/// <param name="CallerContext">What the application says it is doing (Apache's CallerContext), when sent.</param>
public sealed record RpcCallContext(
    RpcClientId ClientId,
    int CallId,
    int RetryCount,
    RpcPeer Peer,
    string Protocol,
    string Method,
    string? CallerContext)
{
    internal byte[] ClientIdBytes { get; init; } = [];

    /// <summary>Bytes of the client's id as it was sent: 16, or 0 where it has none. Any other number is no id.</summary>
    public int ClientIdLength => ClientIdBytes.Length;

    /// <summary>What the request is counted with in the server's memory, bytes.</summary>
    internal long DecodedBytes { get; init; }

    /// <summary>Effective user name.</summary>
    public string User => Peer.User;

    /// <summary>The user who acts for <see cref="User"/>, or null.</summary>
    public string? RealUser => Peer.RealUser;

    /// <summary>The token with which the peer has proved to be <see cref="User"/>; null: it only says so (SIMPLE).</summary>
    public AuthenticatedToken? Token => Peer.Token;

    /// <summary>The address and port the call came from.</summary>
    public IPEndPoint Remote => Peer.Remote;
}

/// <summary>The other end of a connection, as its connection context named it.</summary>
/// <param name="User">Effective user name.</param>
/// <param name="RealUser">The user who acts for <paramref name="User"/>, or null.</param>
/// <param name="Remote">The address and port the connection comes from.</param>
/// <param name="ConnectionProtocol">The protocol that the connection was opened for; calls may name others.</param>
public sealed record RpcPeer(string User, string? RealUser, IPEndPoint Remote, string ConnectionProtocol)
{
    /// <summary>The token with which the peer has proved to be <see cref="User"/>, or null.</summary>
    public AuthenticatedToken? Token { get; init; }
}
