using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>A call that has been sent and waits for its reply.</summary>
internal abstract class PendingCall(OutgoingCall call)
{
    public OutgoingCall Call { get; } = call;

    public int CallId => Call.CallId;

    /// <summary>When the call is given up, in <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; } = Environment.TickCount64 + (long)call.Timeout.TotalMilliseconds;

    /// <summary>When the call was given to a connection.</summary>
    public long Sent { get; set; }

    /// <summary>Takes the reply's frame from behind the header.</summary>
    public abstract void Complete(ReadOnlySequence<byte> rest);

    public abstract void Fail(Exception failure);

    public abstract void Cancel(CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class PendingCall<TResponse>(OutgoingCall call) : PendingCall(call)
    where TResponse : class, IMessage<TResponse>, new()
{
    /// <summary>A reply up to so long cannot become more than some megabytes.</summary>
    private const int MinWeighedBytes = 64 * 1024;

    private readonly TaskCompletionSource<TResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResponse> Task => _completion.Task;

    public override void Complete(ReadOnlySequence<byte> rest)
    {
        if (!Framing.TryReadDelimited(ref rest, out var body))
        {
            Fail(DoesNotDecode("it is truncated", inner: null));
            return;
        }

        if (body.Length > MinWeighedBytes && WireWeight.Of(body, WireShape.Of<TResponse>(), Call.MaxDecodedBytes) > Call.MaxDecodedBytes)
        {
            Fail(DoesNotDecode($"its {body.Length} bytes would take more than {Call.MaxDecodedBytes} bytes of memory", inner: null));
            return;
        }

        TResponse response;
        try
        {
            response = MessageBytes.Parse<TResponse>(body);
        }
        catch (Exception e)
        {
            // Whatever it is, nobody else ends this call: it is taken out of those that wait already.
            Fail(DoesNotDecode(e.Message, e));
            return;
        }

        if (IRequiredFields.FirstMissing(response) is { } missing)
        {
            Fail(DoesNotDecode($"required field {missing} is missing", inner: null));
            return;
        }

        _completion.TrySetResult(response);
    }

    public override void Fail(Exception failure) => _completion.TrySetException(failure);

    public override void Cancel(CancellationToken cancellation) => _completion.TrySetCanceled(cancellation);

    private RpcConnectionException DoesNotDecode(string why, Exception? inner) => new(
        Call.Server,
        $"The answer of {Call.Server} to {Call.Method} does not decode ({why}). Check that it is a server of the right kind and version.",
        callMayHaveRun: true,
        retriable: false,
        inner);
}
