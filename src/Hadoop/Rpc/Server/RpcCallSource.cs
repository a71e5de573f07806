using Hathi.Engine;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>Calls that come over RPC, for the engine of a Core.</summary>
public sealed class RpcCallSource : ICallSource
{
    /// <summary>The one there is; it holds nothing.</summary>
    public static readonly RpcCallSource Instance = new();

    private RpcCallSource()
    {
    }

    /// <inheritdoc/>
    public bool IsInvoking => CallDispatcher.IsInvoking;

    /// <inheritdoc/>
    public void BeginAnswers() => ReplyGathering.Begin();

    /// <inheritdoc/>
    public void EndAnswers() => ReplyGathering.End();

    /// <inheritdoc/>
    public Exception Unforeseen(string call, Exception fault) => CallDispatcher.Unforeseen(call, fault);
}
