using System.Buffers;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>One use of a reducer, or of a combiner, from its setup to its cleanup. Used by one thread.</summary>
internal sealed class ReducePass<TKeyIn, TValueIn, TKeyOut, TValueOut>
    where TKeyIn : allows ref struct
    where TValueIn : allows ref struct
    where TKeyOut : allows ref struct
    where TValueOut : allows ref struct
{
    private readonly Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> _reducer;
    private readonly GroupSource _groups;
    private readonly Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut>.Context _context;
    private readonly Serializer<TKeyIn> _keys;
    private readonly Values<TValueIn> _values;

    internal ReducePass(
        Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> reducer, TaskState task, GroupSource groups, RecordWriter<TKeyOut, TValueOut> output)
    {
        _reducer = reducer;
        _groups = groups;
        _context = new Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut>.Context(task, output);
        _keys = task.Job.Serializers.Get<TKeyIn>();
        task.Groups = groups;
        _values = new Values<TValueIn>(groups, task.Job.Serializers.Get<TValueIn>());
        reducer.Setup(_context);
    }

    /// <summary>Counts the values that are taken, while they are; null: nobody wants to know.</summary>
    internal Counter? Records { get; set; }

    /// <summary>Reduces all groups that are there; returns how many.</summary>
    internal long Run()
    {
        var count = 0L;
        while (_groups.NextGroup())
        {
            count++;
            try
            {
                _reducer.Reduce(_keys.Read(_groups.Key), _values, _context);
            }
            catch (Exception e) when (e is not OperationCanceledException and not TaskIOException)
            {
                var key = Show(_groups.Key);
                throw new RecordException($"{_reducer.GetType().Name} failed on the key \"{key}\": {e.GetType().Name}: {e.Message}", e);
            }

            Records?.Set(_groups.Records);
        }

        Records?.Set(_groups.Records);
        return count;
    }

    internal void End() => _reducer.Cleanup(_context);

    private string Show(ReadOnlySpan<byte> key)
    {
        var text = new ArrayBufferWriter<byte>();
        _keys.Format(_keys.Read(key), text);
        return RecordPreview.Of(text.WrittenSpan);
    }
}
