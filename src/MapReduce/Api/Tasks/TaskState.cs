using Hathi.MapReduce.Output;

namespace Hathi.MapReduce;

/// <summary>One attempt at a task while it runs. Its thread writes; those who show progress read single numbers from it.</summary>
internal sealed class TaskState(
    JobContext job, TaskAttemptId attempt, string directory, OutputCommitter committer, CancellationToken cancellationToken)
{
    private readonly long _began = System.Diagnostics.Stopwatch.GetTimestamp();
    private readonly List<IDisposable> _held = [];
    private float _progress;
    private long _bytes;
    private long _spilledRecords;
    private long _ticks;
    private bool _isSorting;
    private GroupSource? _groups;

    internal JobContext Job { get; } = job;

    internal TaskAttemptId Attempt { get; } = attempt;

    /// <summary>On the local disk, for intermediate files.</summary>
    internal string Directory { get; } = directory;

    internal OutputCommitter Committer { get; } = committer;

    internal CancellationToken CancellationToken { get; } = cancellationToken;

    internal JobCounters Counters { get; } = new();

    internal string Status
    {
        get;
        set
        {
            field = value;
            Tick();
        }
    } = "";

    /// <summary>Signs of life that no other figure shows.</summary>
    internal long Ticks => Volatile.Read(ref _ticks);

    /// <summary>The attempt goes on. From any thread.</summary>
    internal void Tick() => Interlocked.Increment(ref _ticks);

    /// <summary>The engine sorts, which ends by itself.</summary>
    internal bool IsSorting
    {
        get => Volatile.Read(ref _isSorting);
        set => Volatile.Write(ref _isSorting, value);
    }

    /// <summary>What a reducer or combiner reads now; null before the first.</summary>
    internal GroupSource? Groups
    {
        get => Volatile.Read(ref _groups);
        set => Volatile.Write(ref _groups, value);
    }

    /// <summary>What the task writes beside its output; null: it writes nothing of the kind, or not yet.</summary>
    internal TaskOutputs? Outputs { get; set; }

    /// <summary>Is disposed when the attempt's work ends, well or not.</summary>
    internal void Holds(IDisposable held) => _held.Add(held);

    /// <summary>Lets go of all that the attempt holds beside its input and output.</summary>
    internal async ValueTask ReleaseAsync()
    {
        foreach (var held in _held)
        {
            held.Dispose();
        }

        _held.Clear();
        if (Outputs is not null)
        {
            await Outputs.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Of a split of several files: the bytes of those that are read.</summary>
    internal long BytesBefore { get; set; }

    /// <summary>Of a split of several files: bytes of all; 0 when there is one.</summary>
    internal long BytesOfSplit { get; set; }

    /// <summary>Since the attempt began.</summary>
    internal TimeSpan Age => System.Diagnostics.Stopwatch.GetElapsedTime(_began);

    /// <summary>A reduce's age when all that it takes was there.</summary>
    internal TimeSpan ShuffleTime { get; set; }

    /// <summary>A reduce's age when only the merge was left that feeds the reducer.</summary>
    internal TimeSpan SortTime { get; set; }

    /// <summary>0 … 1.</summary>
    internal float Progress
    {
        get => Volatile.Read(ref _progress);
        set => Volatile.Write(ref _progress, value);
    }

    /// <summary>Bytes read from the input (map) or taken from maps (reduce).</summary>
    internal long Bytes
    {
        get => Volatile.Read(ref _bytes);
        set => Volatile.Write(ref _bytes, value);
    }

    internal long SpilledRecords
    {
        get => Volatile.Read(ref _spilledRecords);
        set => Volatile.Write(ref _spilledRecords, value);
    }
}
