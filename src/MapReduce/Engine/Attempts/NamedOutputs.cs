using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// What one attempt writes beside its output: opened at the first use, closed with the output, in the directory that is committed. Used
/// by the attempt's thread.
/// </summary>
internal sealed class NamedOutputs(TaskState task) : TaskOutputs
{
    /// <summary>Files that a task holds open: each is a pipeline of DataNodes and a buffer.</summary>
    private const int MaxOpen = 1000;

    private const string CounterGroup = "org.apache.hadoop.mapreduce.lib.output.MultipleOutputs";

    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);

    internal override RecordWriter<TKey, TValue> Get<TKey, TValue>(string name, string fileName)
    {
        if (_open.TryGetValue(fileName, out var open))
        {
            return open.Name == name && open.Writer is RecordWriter<TKey, TValue> same
                ? same
                : throw new InvalidOperationException($"The file {fileName} is open as output {open.Name}; "
                    + $"it cannot be {name} with {RecordTypes.Of<TKey, TValue>()} as well.");
        }

        if (!task.Job.Parts.NamedOutputs.TryGetValue(name, out var declared))
        {
            throw new InvalidOperationException($"The job has no output called {name}: say job.NamedOutput(\"{name}\", …).");
        }

        var format = declared as OutputFormat<TKey, TValue>
            ?? throw new InvalidOperationException($"The output {name} takes {declared.Types}, not {RecordTypes.Of<TKey, TValue>()}.");
        CheckFileName(fileName);
        if (_open.Count == MaxOpen)
        {
            throw new InvalidOperationException($"A task can write at most {MaxOpen} named files; {fileName} would be one more. "
                + "Partition by what the names are made of, so that each reducer has fewer.");
        }

        RecordWriter<TKey, TValue> writer = Blocking.Wait(format.OpenAsync(new TaskContext(task) { OutputName = fileName }));
        if (task.Job.Configuration.Get(TaskKeys.CountNamedOutputs))
        {
            writer = new CountingWriter<TKey, TValue>(writer, task.Counters.OfProgram(CounterGroup, name));
        }

        _open.Add(fileName, new Open(name, writer, writer.CloseAsync));
        return writer;
    }

    /// <summary>Completes all files.</summary>
    internal async ValueTask CloseAsync()
    {
        foreach (var open in _open.Values)
        {
            await open.CloseAsync(task.CancellationToken).ConfigureAwait(false);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var open in _open.Values)
        {
            await open.Writer.DisposeAsync().ConfigureAwait(false);
        }

        _open.Clear();
    }

    private void CheckFileName(string fileName)
    {
        var own = task.Job.Configuration.Get(TaskKeys.OutputBaseName);
        if (fileName == own || fileName.Split('/').Any(static p => p is "" or "." or ".."))
        {
            throw new ArgumentException(
                $"\"{fileName}\" cannot name an output's files: it must lead to a file below the output directory, and not be {own}.");
        }
    }

    private sealed record Open(string Name, IAsyncDisposable Writer, Func<CancellationToken, ValueTask> CloseAsync);
}
