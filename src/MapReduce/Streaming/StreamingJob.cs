using System.Globalization;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Partition;

namespace Hathi.MapReduce.Streaming;

/// <summary>A job whose mapper and reducer are programs that read and write lines: <c>hathi mapred streaming</c>. Source: Apache Hadoop Streaming.</summary>
public sealed class StreamingJob : IJobProgram
{
    /// <summary>How a command line is to be written, for who asks.</summary>
    public static string Usage => StreamingOptions.Usage;

    /// <summary>The local files that a command line names by -file, for the working directory of every task.</summary>
    /// <exception cref="JobDefinitionException">The command line is not one of streaming.</exception>
    public static IReadOnlyList<string> FilesOf(IReadOnlyList<string> args) => StreamingOptions.Parse(args).Files;

    /// <summary>Makes the job that a command line asks for.</summary>
    /// <exception cref="JobDefinitionException">The command line is not one of streaming; the message shows how it is to be.</exception>
    public void Configure(JobBuilder job, string[] args)
    {
        var options = StreamingOptions.Parse(args);
        var settings = new StreamSettings(job.GetExact, options.Environment);
        job.Named(job.Get("mapreduce.job.name", "streamjob")).Input([.. options.Inputs]).Output(options.Output!).Set(OutputFile.NewNamesKey, "false");
        if (options.Reduces is { } reduces)
        {
            job.Set("mapreduce.job.reduces", reduces.ToString(CultureInfo.InvariantCulture));
        }

        ReadAndMap(job, options, settings);
        if (options.Reduces != 0)
        {
            Reduce(job, options, settings);
            PartitionAndSort(job, options);
        }

        job.WriteAs(ShortName(options.OutputFormat) switch
        {
            "TextOutputFormat" => new TextOutputFormat<Text, Text>(),
            "SequenceFileOutputFormat" => new SequenceFileOutputFormat<Text, Text>(),
            var other => throw new JobDefinitionException($"-outputformat {other}: there are TextOutputFormat and SequenceFileOutputFormat."),
        });
    }

    private static void Reduce(JobBuilder job, StreamingOptions options, StreamSettings settings)
    {
        if (string.Equals(options.Reducer, "aggregate", StringComparison.OrdinalIgnoreCase))
        {
            job.Reduce(static () => new AggregateReducer(combines: false)).Combine(static () => new AggregateReducer(combines: true));
            return;
        }

        job.Reduce(options.Reducer is { } command ? () => new StreamReducer(command, settings.Reduce) : () => new PassReducer());
        if (options.Combiner is { } combiner)
        {
            job.Combine(() => new StreamReducer(combiner, settings.Combine));
        }
    }

    private static void PartitionAndSort(JobBuilder job, StreamingOptions options)
    {
        var partitioner = options.Partitioner ?? job.Get("mapreduce.job.partitioner.class", "HashPartitioner");
        switch (ShortName(partitioner))
        {
            case "KeyFieldBasedPartitioner":
                var fields = KeyFieldBased.Partitioning(job.GetExact);
                job.PartitionBy(() => new KeyFieldBasedPartitioner<Text>(fields));
                break;
            case "HashPartitioner":
                break;
            default:
                throw new JobDefinitionException($"-partitioner {partitioner}: there are HashPartitioner and KeyFieldBasedPartitioner.");
        }

        var comparator = job.Get("mapreduce.job.output.key.comparator.class", "");
        switch (ShortName(comparator))
        {
            case "KeyFieldBasedComparator":
                job.SortBy(new KeyFieldBasedComparer(KeyFields.Of(job.GetExact, KeyFieldBased.ComparatorKey)));
                break;
            case "" or "Text$Comparator":
                break;
            default:
                throw new JobDefinitionException($"mapreduce.job.output.key.comparator.class = {comparator}: there is KeyFieldBasedComparator, and the order of bytes when it is not set.");
        }
    }

    private static void ReadAndMap(JobBuilder job, StreamingOptions options, StreamSettings settings)
    {
        var command = options.Mapper!;
        switch (ShortName(options.InputFormat))
        {
            case "TextInputFormat":
                job.ReadAs(new TextInputFormat()).Map(() => new StreamMapper<long>(command, settings.Map(ignoreKey: true)));
                break;
            case "NLineInputFormat":
                job.ReadAs(new NLineInputFormat()).Map(() => new StreamMapper<long>(command, settings.Map(ignoreKey: false)));
                break;
            case "CombineTextInputFormat":
                job.ReadAs(new CombineTextInputFormat()).Map(() => new StreamMapper<long>(command, settings.Map(ignoreKey: false)));
                break;
            case "KeyValueTextInputFormat":
                job.ReadAs(new KeyValueTextInputFormat()).Map(() => new StreamMapper<Text>(command, settings.Map(ignoreKey: false)));
                break;
            case var other:
                throw new JobDefinitionException($"-inputformat {other}: there are TextInputFormat, KeyValueTextInputFormat, NLineInputFormat and CombineTextInputFormat.");
        }
    }

    // Java's names come with their package.
    private static string ShortName(string format) => format[(format.LastIndexOf('.') + 1)..];
}
