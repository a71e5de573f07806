using Hathi.Platform.Net;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>What the connections of a server may keep in memory, all together.</summary>
internal sealed class ServerMemory(RpcServerOptions options)
{
    /// <summary>Long frames that have not wholly arrived.</summary>
    public FairBudget Gathered { get; } = new(options.MaxGatheredBytes);

    /// <summary>
    /// The beginnings of short frames, apart from the long ones: those who send them are not to suffer from who sends long ones.
    /// </summary>
    public FairBudget InPipes { get; } = new(options.MaxBytesInPipes);

    /// <summary>Requests that are decoded and not answered.</summary>
    public FairBudget Decoded { get; } = new(options.MaxDecodedBytes);
}
