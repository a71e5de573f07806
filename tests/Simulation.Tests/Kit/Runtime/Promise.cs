using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>
/// A value that one method waits for. The waiting method goes on inside the call that sets it, on the world's only thread, so that a run
/// stays the same run. Whoever never gets its value is forgotten with its process.
/// </summary>
internal sealed class Promise<T> : ICriticalNotifyCompletion
{
    private Action? _continuation;
    private ExceptionDispatchInfo? _error;
    private T _value = default!;

    public bool IsCompleted { get; private set; }

    public Promise<T> GetAwaiter() => this;

    public T GetResult()
    {
        _error?.Throw();
        return _value;
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (IsCompleted)
        {
            continuation();
        }
        else
        {
            _continuation = continuation;
        }
    }

    /// <summary>Nothing when it is set already.</summary>
    public void Set(T value)
    {
        if (!IsCompleted)
        {
            _value = value;
            Complete();
        }
    }

    /// <summary>Nothing when it is set already.</summary>
    public void Fail(Exception error)
    {
        if (!IsCompleted)
        {
            _error = ExceptionDispatchInfo.Capture(error);
            Complete();
        }
    }

    private void Complete()
    {
        IsCompleted = true;
        _continuation?.Invoke();
    }
}
