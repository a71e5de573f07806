using System.Text;
using Hathi.Base.CommandLine;

namespace Hathi.MapReduce.Streaming;

/// <summary>The options of streaming: which there are, how they are written, and what is said when they are not.</summary>
internal static class StreamingTable
{
    /// <summary>What Apache's says below whatever is wrong.</summary>
    internal const string TryHelp = "Try -help for more information";

    /// <summary>The options that a job is made from.</summary>
    internal static readonly CommandOption[] OfJob =
    [
        new("input", "path ...", "DFS input file(s) for the map step") { Most = CommandOption.Any, Collects = true },
        new("output", "path", "DFS output directory for the reduce step"),
        new("mapper", "cmd", "the program that maps: lines in, lines out; records pass as they are when it is not said"),
        new("combiner", "cmd", "the program that combines what one map put out"),
        new(
            "reducer",
            "cmd|NONE|aggregate",
            "the program that reduces; records pass as they are when it is not said, NONE for no reduce, "
            + "aggregate for sums and the like of keys such as LongValueSum:id"),
        new("partitioner", "name", "HashPartitioner (default) or KeyFieldBasedPartitioner (mapreduce.partition.keypartitioner.options)"),
        new("inputformat", "name", "TextInputFormat (default), KeyValueTextInputFormat, NLineInputFormat or CombineTextInputFormat"),
        new("outputformat", "name", "TextOutputFormat (default) or SequenceFileOutputFormat"),
        new("numReduceTasks", "num", "how many reduce tasks"),
        new("cmdenv", "n=v", "a variable for the programs' environment; may be given more than once") { Collects = true },
    ];

    /// <summary>The options that do not travel with the job.</summary>
    private static readonly CommandOption[] OfClient =
    [
        new("file", "file ...", "files of this machine for the working directory of every task")
        {
            Most = CommandOption.Any,
            Collects = true,
        },
        new("cacheFile", "uri ...", "files of the cluster for it; path#name gives another name")
        {
            Most = CommandOption.Any,
            Collects = true,
        },
        new("cacheArchive", "uri ...", "archives of the cluster, unpacked there") { Most = CommandOption.Any, Collects = true },
        new("jobconf", "n=v", "as -D, a property of the job; may be given more than once") { Collects = true },
        new("dfs", "uri|local", "as -fs, where plain paths lie"),
        new("additionalconfspec", "file", "as -conf, a file of properties"),
        new("debug", null, "taken, and told that there is no job jar to keep"),
        new("verbose", null, "says what it makes of the command line, and all properties of the job"),
        new("info", null, "this text"),
        new("help", null, "this text"),
    ];

    /// <summary>All options that there are.</summary>
    internal static IEnumerable<CommandOption> All => OfJob.Concat(OfClient);

    /// <summary>How a command line is to be written, for who asks.</summary>
    internal static string Usage
    {
        get
        {
            var text = new StringBuilder("Usage: hathi mapred streaming [genericOptions] [streamingOptions]\n");
            foreach (var option in All)
            {
                text.Append($"  {(option.Value is null ? $"-{option.Name}" : $"-{option.Name} <{option.Value}>"),-32}{option.Text}\n");
            }

            return text.Append("Generic options: -D <name>=<value>, -conf <file>, -fs <uri>, -jt <local|address>, ")
                .Append("-files <file,…>, -archives <file,…>, -libjars <file,…>").ToString();
        }
    }

    /// <summary>What was given of these options; nothing else may stand there.</summary>
    /// <exception cref="JobDefinitionException">An option is not known, or lacks its value; or there is more.</exception>
    internal static CommandOptions Take(IReadOnlyList<CommandOption> known, IReadOnlyList<string> args)
    {
        CommandOptions given;
        try
        {
            given = CommandOptions.Parse(known, args);
        }
        catch (CommandOptionException e)
        {
            throw new JobDefinitionException($"{e.Message}\n{Usage}");
        }

        return given.Rest.Count == 0
            ? given
            : throw new JobDefinitionException(
                $"Found {given.Rest.Count} unexpected arguments on the command line [{string.Join(", ", given.Rest)}]\n{TryHelp}");
    }
}
