using System.Threading.Tasks.Sources;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode;

/// <summary>
/// One input on its way through the Core, and the wait for its answer. Whoever waits is continued on the thread that lets the answer go: it
/// serialises the answer and queues it to its connection, which is short.
/// </summary>
internal sealed class CoreCall(NameNodeInput input) : IValueTaskSource<object?>
{
    private ManualResetValueTaskSourceCore<object?> _completion;
    private object? _result;
    private RpcFault? _fault;

    public NameNodeInput Input { get; } = input;

    /// <summary>Whether the Core has decided.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The answer, when it may be told. To be awaited once.</summary>
    public ValueTask<object?> Answer => new(this, _completion.Version);

    /// <summary>The Core's answer; told by <see cref="Complete"/>.</summary>
    public void Reply(object? result)
    {
        _result = result;
        IsAnswered = true;
    }

    /// <summary>The Core's refusal; told by <see cref="Complete"/>.</summary>
    public void Refuse(RpcFault fault)
    {
        _fault = fault;
        IsAnswered = true;
    }

    /// <summary>Lets the answer go.</summary>
    public void Complete()
    {
        if (_fault is { } fault)
        {
            _completion.SetException(fault);
        }
        else
        {
            _completion.SetResult(_result);
        }
    }

    object? IValueTaskSource<object?>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<object?>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<object?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
