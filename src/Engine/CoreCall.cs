using System.Threading.Tasks.Sources;

namespace Hathi.Engine;

/// <summary>One input on its way through the Core. Nobody waits for an answer.</summary>
/// <typeparam name="TInput">What can happen to the Core.</typeparam>
/// <param name="input">What is to be decided.</param>
internal class CoreCall<TInput>(TInput input) : Held
{
    /// <summary>What is to be decided.</summary>
    public TInput Input { get; } = input;

    /// <summary>Whether the Core has decided.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Whether a later step is to decide.</summary>
    public bool IsPutOff { get; set; }

    /// <summary>Whether somebody waits for the answer.</summary>
    public virtual bool IsAwaited => false;

    protected object? Result { get; private set; }

    protected Exception? Fault { get; private set; }

    /// <summary>The Core's answer; told when what was appended before it is durable.</summary>
    public void Reply(object? result)
    {
        Result = result;
        IsAnswered = true;
    }

    /// <summary>The Core's refusal; told when what was appended before it is durable.</summary>
    public void Refuse(Exception fault)
    {
        Fault = fault;
        IsAnswered = true;
    }

    /// <summary>Nobody decides any more.</summary>
    public void Cancel(string why) => Fault = new OperationCanceledException(why);

    internal override void Complete()
    {
    }

    internal override void Abandon(OperationCanceledException why)
    {
    }
}

/// <summary>
/// An input, and the wait for its answer. A handler of a server (<see cref="ICallSource.IsInvoking"/>) is continued on the thread that lets
/// the answer go: it serialises the answer and queues it to its connection, which is short. All others are continued on a pool thread: what
/// they do next may take time, or wait for that very thread.
/// </summary>
/// <typeparam name="TInput">What can happen to the Core.</typeparam>
/// <typeparam name="TAnswer">What the call asks for.</typeparam>
internal sealed class AwaitedCall<TInput, TAnswer> : CoreCall<TInput>, IValueTaskSource<TAnswer>
{
    private ManualResetValueTaskSourceCore<object?> _completion;

    public AwaitedCall(TInput input, bool isInvoked)
        : base(input) => _completion.RunContinuationsAsynchronously = !isInvoked;

    public override bool IsAwaited => true;

    /// <summary>The answer, when it may be told. To be awaited once.</summary>
    public ValueTask<TAnswer> Answer => new(this, _completion.Version);

    internal override void Complete()
    {
        if (Fault is { } fault)
        {
            _completion.SetException(fault);
        }
        else
        {
            _completion.SetResult(Result);
        }
    }

    internal override void Abandon(OperationCanceledException why) => _completion.SetException(why);

    // The one place where an answer gets its type back. Operation and caller agree on it; it does not fit only for a client that uses one
    // call id for two calls.
    TAnswer IValueTaskSource<TAnswer>.GetResult(short token) => (TAnswer)_completion.GetResult(token)!;

    ValueTaskSourceStatus IValueTaskSource<TAnswer>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<TAnswer>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
