using Hathi.Base;

namespace Hathi.Ring.Client.Failures;

/// <summary>A server was not reached, fell silent, or the connection to it broke: another try, or another node, may do better.</summary>
/// <param name="server">Its address.</param>
/// <param name="message">What happened, where, and what can be done.</param>
/// <param name="mayHaveRun">The request was sent: what it asks for may have happened.</param>
/// <param name="inner">What told of it.</param>
public sealed class RingConnectionException(string server, string message, bool mayHaveRun, Exception? inner)
    : EnvironmentException(message, inner)
{
    /// <summary>The server's address.</summary>
    public string Server { get; } = server;

    /// <summary>The request was sent: what it asks for may have happened, and only what may happen twice is to be tried again.</summary>
    public bool MayHaveRun { get; } = mayHaveRun;
}
