using System.Net;

namespace Hathi.Ring.Node.Connections;

/// <summary>Finds out who a client is. Where there is none, everybody is let in. Safe from any thread.</summary>
internal interface IAuthenticator
{
    /// <summary>The Java class by whose name drivers know what is wanted.</summary>
    string Name { get; }

    /// <summary>Looks at what a client says of itself. May take its time: it is not called on a thread that reads.</summary>
    /// <param name="token">SASL's, as it was sent.</param>
    /// <param name="remote">From where.</param>
    /// <returns>Its name; null: it is not who it says.</returns>
    ValueTask<string?> AuthenticateAsync(ReadOnlyMemory<byte> token, IPEndPoint remote);
}
