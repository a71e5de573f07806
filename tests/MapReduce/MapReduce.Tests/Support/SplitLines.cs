using System.Text;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Output;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Support;

/// <summary>The lines of a file as its splits give them, one split after the other.</summary>
internal static class SplitLines
{
    /// <param name="bench">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="delimiter">Null for line ends.</param>
    /// <param name="cuts">Where splits start and the last one ends.</param>
    internal static async Task<List<(long Key, string Line)>> ReadAsync(JobBench bench, string path, string? delimiter, int[] cuts)
    {
        if (delimiter is not null)
        {
            bench.Configuration.Set("textinputformat.record.delimiter", delimiter);
        }

        var job = bench.Job().Map(() => new Nothing()).Build();
        await using var fileSystem = new LocalFileSystem(bench.Configuration);
        await using var fileSystems = new JobFileSystems(fileSystem, bench.Configuration);
        var id = new JobId("test", 1);
        var context = new JobContext(job, id, fileSystems);
        var records = new List<(long Key, string Line)>();
        for (var i = 0; i + 1 < cuts.Length; i++)
        {
            var attempt = new TaskAttemptId(new TaskId(id, TaskKind.Map, i), 0);
            var committer = new FileOutputCommitter(fileSystems.Resolve(bench.Out), 0, true);
            var task = new TaskContext(new TaskState(context, attempt, bench.Root, committer, TestContext.Current.CancellationToken));
            await using var reader = await new TextInputFormat().OpenAsync(new FileSplit(path, cuts[i], cuts[i + 1] - cuts[i], []), task);
            while (reader.MoveNext())
            {
                records.Add((reader.Key, Encoding.UTF8.GetString(reader.Value.Bytes)));
            }
        }

        return records;
    }

    private sealed class Nothing : Mapper<long, Text, Null, Null>
    {
        public override void Map(long key, Text value, Context context)
        {
        }
    }
}
