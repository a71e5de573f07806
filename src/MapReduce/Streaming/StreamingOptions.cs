namespace Hathi.MapReduce.Streaming;

/// <summary>What a streaming command line asks for. Source: Apache <c>StreamJob</c>.</summary>
internal sealed record StreamingOptions
{
    internal const string Usage = """
        Usage: hathi mapred streaming [genericOptions] [streamingOptions]
          -input <path>           DFS input file(s) for the map step; may be given more than once
          -output <path>          DFS output directory for the reduce step
          -mapper <cmd>           the program that maps: lines in, lines out
          -combiner <cmd>         the program that combines what one map put out
          -reducer <cmd|NONE|aggregate>  the program that reduces; lines pass as they are when it is not said, NONE for no reduce,
                                  aggregate for sums and the like of keys such as LongValueSum:id
          -partitioner <name>     HashPartitioner (default) or KeyFieldBasedPartitioner (mapreduce.partition.keypartitioner.options)
          -file <file>            a file for the working directory of every task; may be given more than once
          -inputformat <name>     TextInputFormat (default), KeyValueTextInputFormat, NLineInputFormat or CombineTextInputFormat
          -outputformat <name>    TextOutputFormat (default) or SequenceFileOutputFormat
          -numReduceTasks <num>   how many reduce tasks
          -cmdenv <n>=<v>         a variable for the programs' environment; may be given more than once
        Generic options: -D <name>=<value>, -conf <file>, -fs <uri>, -files <file,…>, -archives <file,…>
        """;

    internal List<string> Inputs { get; } = [];

    internal string? Output { get; private set; }

    internal string? Mapper { get; private set; }

    internal string? Combiner { get; private set; }

    /// <summary>Null for records as they are.</summary>
    internal string? Reducer { get; private set; }

    /// <summary>Null when not said.</summary>
    internal string? Partitioner { get; private set; }

    internal string InputFormat { get; private set; } = "TextInputFormat";

    internal string OutputFormat { get; private set; } = "TextOutputFormat";

    internal int? Reduces { get; private set; }

    internal List<KeyValuePair<string, string>> Environment { get; } = [];

    /// <summary>Local files for every task's working directory.</summary>
    internal List<string> Files { get; } = [];

    /// <exception cref="JobDefinitionException">An option is not known, lacks its value, or is missing.</exception>
    internal static StreamingOptions Parse(IReadOnlyList<string> args)
    {
        var options = new StreamingOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (name is "-verbose" or "-debug")
            {
                continue;
            }

            options.Set(name, i + 1 < args.Count ? args[++i] : throw new JobDefinitionException($"{name} lacks its value, or is no option of streaming.\n{Usage}"));
        }

        return options.Check();
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "-input":
                Inputs.AddRange(Formats.PathList.Split(value));
                break;
            case "-output":
                Output = value;
                break;
            case "-mapper":
                Mapper = value;
                break;
            case "-combiner":
                Combiner = value;
                break;
            case "-reducer":
                Reducer = value;
                break;
            case "-partitioner":
                Partitioner = value;
                break;
            case "-file":
                Files.Add(value);
                break;
            case "-inputformat":
                InputFormat = value;
                break;
            case "-outputformat":
                OutputFormat = value;
                break;
            case "-numReduceTasks":
                Reduces = int.TryParse(value, out var number) && number >= 0 ? number : throw new JobDefinitionException($"-numReduceTasks {value}: it must be a whole number from 0 on.");
                break;
            case "-cmdenv":
                var sign = value.IndexOf('=', StringComparison.Ordinal);
                Environment.Add(sign > 0 ? new(value[..sign], value[(sign + 1)..]) : throw new JobDefinitionException($"-cmdenv {value}: expected NAME=VALUE."));
                break;
            default:
                throw new JobDefinitionException($"{name} is no option of streaming here.\n{Usage}");
        }
    }

    private StreamingOptions Check()
    {
        var missing = Inputs.Count == 0 ? "-input" : Output is null ? "-output" : Mapper is null ? "-mapper" : null;
        if (missing is not null)
        {
            throw new JobDefinitionException($"Required argument: {missing} <…>. For lines as they are say -mapper cat.\n{Usage}");
        }

        if (Reducer == "NONE")
        {
            Reducer = null;
            Reduces = 0;
        }
        else if (Reducer?.EndsWith(".IdentityReducer", StringComparison.Ordinal) == true)
        {
            Reducer = null;
        }

        return this;
    }
}
