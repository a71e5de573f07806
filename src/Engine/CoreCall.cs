using System.Threading.Tasks.Sources;

namespace Hathi.Engine;

/// <summary>
/// One input on its way through the Core, and the wait for its answer. A handler of a server (<see cref="ICallSource.IsInvoking"/>) is continued on the thread that lets the answer go: it
/// serialises the answer and queues it to its connection, which is short. All others are continued on a pool thread: what they do next may take time, or
/// wait for that very thread.
/// </summary>
/// <typeparam name="TInput">What can happen to the Core.</typeparam>
public sealed class CoreCall<TInput> : Held, IValueTaskSource<object?>
{
    private ManualResetValueTaskSourceCore<object?> _completion;
    private object? _result;
    private Exception? _fault;

    internal CoreCall(TInput input, bool isInvoked)
    {
        Input = input;
        _completion.RunContinuationsAsynchronously = !isInvoked;
    }

    /// <summary>What is to be decided.</summary>
    public TInput Input { get; }

    /// <summary>Whether the Core has decided.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The answer, when it may be told. To be awaited once.</summary>
    internal ValueTask<object?> Answer => new(this, _completion.Version);

    /// <summary>The Core's answer; told when what was appended before it is durable.</summary>
    public void Reply(object? result)
    {
        _result = result;
        IsAnswered = true;
    }

    /// <summary>The Core's refusal; told when what was appended before it is durable.</summary>
    public void Refuse(Exception fault)
    {
        _fault = fault;
        IsAnswered = true;
    }

    /// <summary>Nobody decides any more.</summary>
    internal void Cancel(string why) => _fault = new OperationCanceledException(why);

    internal override void Complete()
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

    internal override void Abandon(OperationCanceledException why) => _completion.SetException(why);

    object? IValueTaskSource<object?>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<object?>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<object?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
