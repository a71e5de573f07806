using Hathi.Hdfs.Client.Transfer;

namespace Hathi.Hdfs.Client;

/// <summary>What a client has of the machine that it runs on; a simulated cluster gives it its own.</summary>
internal sealed record ClientSurroundings
{
    /// <summary>The machine itself.</summary>
    internal static ClientSurroundings Machine { get; } = new();

    /// <summary>Time that passes, timers, pauses.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Connects to DataNodes.</summary>
    internal IDataNodeDialer Dialer { get; init; } = TcpSocket.Dialer;

    /// <summary>Spreads what many clients would else do at the same moment: 0 … 1.</summary>
    internal Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    /// <summary>What no other client's name has, for the holder of leases.</summary>
    internal Func<string> UniqueName { get; init; } = static () => $"{Environment.ProcessId}_{Guid.NewGuid():N}";
}
