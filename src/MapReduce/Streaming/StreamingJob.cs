using System.Globalization;
using Hathi.MapReduce.Formats;

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
        var settings = new StreamSettings(job.Get, options.Environment);
        job.Named(job.Get("mapreduce.job.name", "streamjob")).Input([.. options.Inputs]).Output(options.Output!).Set(OutputFile.NewNamesKey, "false");
        if (options.Reduces is { } reduces)
        {
            job.Set("mapreduce.job.reduces", reduces.ToString(CultureInfo.InvariantCulture));
        }

        ReadAndMap(job, options, settings);
        if (options.Reduces != 0)
        {
            job.Reduce(options.Reducer is { } command ? () => new StreamReducer(command, settings.Reduce) : () => new PassReducer());
            if (options.Combiner is { } combiner)
            {
                job.Combine(() => new StreamReducer(combiner, settings.Combine));
            }
        }

        job.WriteAs(ShortName(options.OutputFormat) switch
        {
            "TextOutputFormat" => new TextOutputFormat<Text, Text>(),
            "SequenceFileOutputFormat" => new SequenceFileOutputFormat<Text, Text>(),
            var other => throw new JobDefinitionException($"-outputformat {other}: there are TextOutputFormat and SequenceFileOutputFormat."),
        });
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
