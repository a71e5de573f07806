using Hathi.Rpc.Wire;

namespace Hathi.Rpc;

/// <summary>The end of <see cref="RpcServer.GatherReplies"/>; to be disposed once, on the thread that began.</summary>
public readonly struct GatheredReplies : IDisposable
{
    /// <summary>Sends what was held back.</summary>
    public void Dispose() => ReplyGathering.End();
}
