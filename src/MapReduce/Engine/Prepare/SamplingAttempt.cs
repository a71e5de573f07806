using Hathi.MapReduce.Partition;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>Maps the start of a split for the keys that come out, and nothing else of it. Used by the sampling thread.</summary>
internal sealed class SamplingAttempt(TaskState state, InputSplit split, InputSampler.Choice choice) : MapAttempt(state, split)
{
    private readonly InputSampler.Choice _choice = choice;

    /// <summary>The chosen keys, serialised.</summary>
    internal List<byte[]> Keys { get; } = [];

    internal override void Run()
    {
        try
        {
            base.Run();
        }
        catch (Enough)
        {
            // The sample is whole before the split is.
        }
    }

    internal override RecordWriter<TKey, TValue> OpenOutput<TKey, TValue>() => new Taker<TKey, TValue>(this);

    // A mapper lets this pass: for it, it looks as if the task were stopped.
    private sealed class Enough : OperationCanceledException;

    private sealed class Taker<TKey, TValue>(SamplingAttempt attempt) : RecordWriter<TKey, TValue>
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        private readonly Serializer<TKey> _keys = attempt.State.Job.Parts.Serializers.Get<TKey>();
        private readonly InputSampler.Choice _choice = attempt._choice;

        public override void Write(TKey key, TValue value)
        {
            var verdict = _choice.Next();
            if (verdict == InputSampler.Verdict.Skip)
            {
                return;
            }

            var bytes = new byte[_keys.GetSize(key)];
            _keys.Write(key, bytes);
            attempt.Keys.Add(bytes);
            if (verdict == InputSampler.Verdict.TakeLast)
            {
                throw new Enough();
            }
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
