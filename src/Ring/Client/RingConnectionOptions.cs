using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Framing;

namespace Hathi.Ring.Client;

/// <summary>How a connection is made, and what its requests may take.</summary>
public sealed record RingConnectionOptions
{
    /// <summary>Streams that the protocol has.</summary>
    public const int MostInFlight = 1 << 15;

    /// <summary>The defaults.</summary>
    public static RingConnectionOptions Default { get; } = new();

    /// <summary>The version to begin with; a server that does not speak it is asked again in the one below, down to 3.</summary>
    public ProtocolVersion Version { get; init; } = ProtocolVersions.Newest;

    /// <summary>Of bodies in versions 3 and 4, of segments in version 5; a server that does not offer it is not connected to.</summary>
    public Compression Compression { get; init; }

    /// <summary>Who we are; null: a server that asks is not connected to.</summary>
    public string? User { get; init; }

    /// <summary>With <see cref="User"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>The keyspace to begin with; null: none.</summary>
    public string? Keyspace { get; init; }

    /// <summary>For all that happens until requests can be sent. 5 s, as <c>cqlsh</c> has it.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From when a request is sent until its answer is there, and as long before that for a stream. 10 s, as <c>cqlsh</c> has it.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests under way at once; more wait for their turn. 1 to <see cref="MostInFlight"/>.</summary>
    public int MaxInFlight { get; init; } = MostInFlight;

    /// <summary>The longest answer that is taken, bytes: the specification's limit.</summary>
    public int MaxAnswerBytes { get; init; } = ProtocolLimits.MaxBodyBytes;

    /// <summary>
    /// Who waits for an answer goes on on the thread that has read it, before the next one is looked at. Saves a switch of threads a
    /// request; whoever sets it never blocks there.
    /// </summary>
    public bool CompletesInline { get; init; }

    /// <summary>What we are called, for <c>system_views.clients</c>.</summary>
    public string DriverName { get; init; } = "Hathi";

    /// <summary>By which waits end.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
