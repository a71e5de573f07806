using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce;

/// <summary>What a task attempt may know and tell. Used by the attempt's thread.</summary>
public class TaskContext
{
    internal TaskContext(TaskState state) => State = state;

    /// <summary>The job that the task belongs to.</summary>
    public JobContext Job => State.Job;

    public Configuration Configuration => State.Job.Configuration;

    public TaskAttemptId Attempt => State.Attempt;

    /// <summary>Ends the attempt when the job is stopped.</summary>
    public CancellationToken CancellationToken => State.CancellationToken;

    /// <summary>A line that tells what the task does now; shown to who watches the job.</summary>
    public string Status
    {
        get => State.Status;
        set => State.Status = value;
    }

    /// <summary>Instead of mapreduce.output.basename, the name of the files that are opened with this context.</summary>
    internal string? OutputName { get; init; }

    internal TaskState State { get; }

    /// <summary>
    /// Tells that the task goes on: for work that takes long and neither reads nor writes records. A task of which nothing is seen for
    /// mapreduce.task.timeout (600 s) is ended and tried again. Reading, writing, counting and <see cref="Status"/> tell it as well
    /// (Apache's Progressable).
    /// </summary>
    public void Progress() => State.Tick();

    /// <summary>The output that the job named so, see <see cref="JobBuilder.NamedOutput"/>. The task opens it once and closes it.</summary>
    /// <exception cref="InvalidOperationException">The job has no such output, or one for other types.</exception>
    public RecordWriter<TKey, TValue> Output<TKey, TValue>(string name)
        where TKey : allows ref struct
        where TValue : allows ref struct
        => Output<TKey, TValue>(name, name);

    /// <summary>
    /// As the other, into files of another name, which may have directories: "2026/11/errors" gives 2026/11/errors-r-00000.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The name does not lead to a file below the output directory, or is that of the task's own output.
    /// </exception>
    public RecordWriter<TKey, TValue> Output<TKey, TValue>(string name, string fileName)
        where TKey : allows ref struct
        where TValue : allows ref struct
        => State.Outputs is { } outputs
            ? outputs.Get<TKey, TValue>(name, fileName)
            : throw new InvalidOperationException($"There is no output {name} here: mappers, reducers and their formats open outputs.");

    /// <summary>A counter of the task; the job's is the sum over its successful attempts.</summary>
    /// <exception cref="LimitExceededException">The task has too many already.</exception>
    public Counter Counter(string group, string name) => State.Counters.OfProgram(group, name);

    /// <summary>A counter named by a member of one's own enumeration.</summary>
    /// <exception cref="LimitExceededException">The task has too many already.</exception>
    public Counter Counter(Enum counter) => State.Counters.OfProgram(counter.GetType().FullName!, counter.ToString());
}
