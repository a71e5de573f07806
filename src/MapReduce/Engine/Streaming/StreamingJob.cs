using System.Globalization;
using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Partition;
using Hathi.Records;

namespace Hathi.MapReduce.Streaming;

/// <summary>
/// A job whose mapper and reducer are programs that read and write lines: <c>hathi mapred streaming</c>. Source: Apache Hadoop Streaming.
/// </summary>
public sealed class StreamingJob : IJobProgram
{
    /// <summary>Makes the job that a command line asks for.</summary>
    /// <param name="job">What is made.</param>
    /// <param name="args"><see cref="StreamingCommandLine.Arguments"/>.</param>
    /// <exception cref="JobDefinitionException">The command line is not one of streaming; the message shows how it is to be.</exception>
    public void Configure(JobBuilder job, string[] args)
    {
        var options = StreamingOptions.Parse(args);
        var settings = new StreamSettings(job.GetExact, options.Environment);
        job.Named(job.Get(MapReduceKeys.Name.Name, "streamjob")).Input([.. options.Inputs]).Output(options.Output!)
            .Set(OutputFile.NewNamesKey, "false");
        if (options.Reduces is { } reduces)
        {
            job.Set(MapReduceKeys.Reduces.Name, reduces.ToString(CultureInfo.InvariantCulture));
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
            var other =>
                throw new JobDefinitionException($"-outputformat {other}: there are TextOutputFormat and SequenceFileOutputFormat."),
        });
    }

    private static void Reduce(JobBuilder job, StreamingOptions options, StreamSettings settings)
    {
        if (StreamingOptions.IsAggregate(options.Reducer))
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
        var partitioner = options.Partitioner ?? job.Get(TaskKeys.Partitioner.Name, TaskKeys.Partitioner.Default);
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

        var comparator = job.Get(TaskKeys.Comparator.Name, TaskKeys.Comparator.Default);
        switch (ShortName(comparator))
        {
            case "KeyFieldBasedComparator":
                job.SortBy(new KeyFieldBasedComparer(KeyFields.Of(job.GetExact, KeyFieldBased.ComparatorKey)));
                break;
            case "" when options.Mapper is null && ShortName(options.InputFormat) != "KeyValueTextInputFormat":
                // Places in a file are numbers, and Apache's come in their order.
                job.SortBy(new KeyFieldBasedComparer(KeyFields.Of(
                    static (name, otherwise) => name == KeyFieldBased.ComparatorKey ? "-n" : otherwise, KeyFieldBased.ComparatorKey)));
                break;
            case "" or "Text$Comparator":
                break;
            default:
                throw new JobDefinitionException(
                    $"{TaskKeys.Comparator} = {comparator}: there is KeyFieldBasedComparator, and the order of bytes when it is not set.");
        }
    }

    private static void ReadAndMap(JobBuilder job, StreamingOptions options, StreamSettings settings)
    {
        switch (ShortName(options.InputFormat))
        {
            case "TextInputFormat":
                Map(job, new TextInputFormat(), options, settings.Map(ignoreKey: true));
                break;
            case "NLineInputFormat":
                Map(job, new NLineInputFormat(), options, settings.Map(ignoreKey: false));
                break;
            case "CombineTextInputFormat":
                Map(job, new CombineTextInputFormat(), options, settings.Map(ignoreKey: false));
                break;
            case "KeyValueTextInputFormat":
                Map(job, new KeyValueTextInputFormat(), options, settings.Map(ignoreKey: false));
                break;
            case var other:
                throw new JobDefinitionException($"-inputformat {other}: "
                    + "there are TextInputFormat, KeyValueTextInputFormat, NLineInputFormat and CombineTextInputFormat.");
        }
    }

    private static void Map<TKey>(JobBuilder job, InputFormat<TKey, Text> format, StreamingOptions options, StreamFormat records)
        where TKey : allows ref struct
    {
        var read = job.ReadAs(format);
        if (options.Mapper is { } command)
        {
            read.Map(() => new StreamMapper<TKey>(command, records));
        }
        else
        {
            read.Map(static () => new PassMapper<TKey>());
        }
    }

    // Java's names come with their package.
    private static string ShortName(string format) => format[(format.LastIndexOf('.') + 1)..];
}
