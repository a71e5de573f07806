using Hathi.Base.CommandLine;

namespace Hathi.MapReduce.Streaming;

/// <summary>What a streaming job is made from: the options that travel with it. Source: Apache <c>StreamJob</c>.</summary>
internal sealed record StreamingOptions
{
    /// <summary>Apache's class that passes records on, as mapper and as reducer, of either package.</summary>
    private const string IdentityMapper = ".IdentityMapper";
    private const string IdentityReducer = ".IdentityReducer";

    /// <summary>The package of Apache's classes, which this cannot load.</summary>
    private const string ApacheClass = "org.apache.hadoop.";

    internal IReadOnlyList<string> Inputs { get; private init; } = [];

    internal string? Output { get; private init; }

    /// <summary>Null for records as they are.</summary>
    internal string? Mapper { get; private init; }

    internal string? Combiner { get; private init; }

    /// <summary>Null for records as they are.</summary>
    internal string? Reducer { get; private init; }

    /// <summary>Null when not said.</summary>
    internal string? Partitioner { get; private init; }

    internal string InputFormat { get; private init; } = "TextInputFormat";

    internal string OutputFormat { get; private init; } = "TextOutputFormat";

    internal int? Reduces { get; private init; }

    internal IReadOnlyList<KeyValuePair<string, string>> Environment { get; private init; } = [];

    /// <param name="args">Of these options only.</param>
    /// <exception cref="JobDefinitionException">An option is not known, lacks its value, or is missing.</exception>
    internal static StreamingOptions Parse(IReadOnlyList<string> args)
    {
        var given = StreamingTable.Take(StreamingTable.OfJob, args);
        Check(given);
        var reducer = given.Value("reducer");
        return new StreamingOptions
        {
            Inputs = [.. given.Values("input").SelectMany(Formats.PathList.Split)],
            Output = given.Value("output"),
            Mapper = Program(given.Value("mapper"), "mapper", IdentityMapper),
            Combiner = IsAggregate(reducer) ? null : Program(given.Value("combiner"), "combiner", IdentityReducer),
            Reducer = reducer == "NONE" ? null : Program(reducer, "reducer", IdentityReducer),
            Partitioner = given.Value("partitioner"),
            InputFormat = given.Value("inputformat") ?? "TextInputFormat",
            OutputFormat = given.Value("outputformat") ?? "TextOutputFormat",
            Reduces = reducer == "NONE" ? 0 : given.Value("numReduceTasks") is { } text ? Count(text) : null,
            Environment = [.. given.Values("cmdenv").Select(Variable)],
        };
    }

    private static void Check(CommandOptions given)
    {
        var missing = given.Value("input") is null ? "-input <name>" : given.Value("output") is null ? "-output " : null;
        if (missing is not null)
        {
            throw new JobDefinitionException($"Required argument: {missing}\n{StreamingTable.TryHelp}");
        }
    }

    /// <summary>
    /// What an option that does nothing beside another is told; null: there is none. Apache's drops these without a word, and the jobs run.
    /// </summary>
    internal static string? Idle(CommandOptions given)
    {
        var reducer = given.Value("reducer");
        var none = reducer == "NONE"
            ? "-reducer NONE"
            : given.Value("numReduceTasks") is { } text && Count(text) == 0 ? "-numReduceTasks 0"
            : null;
        var idle = none is not null ? First("combiner") ?? First("partitioner") ?? (reducer is not (null or "NONE") ? "-reducer" : null)
            ?? (reducer == "NONE" && First("numReduceTasks") is { } and && Count(given.Value("numReduceTasks")!) > 0 ? and : null)
            : IsAggregate(reducer) ? First("combiner") : null;
        return idle is null ? null : $"{idle} does nothing beside {none ?? "-reducer aggregate, which combines by itself"}.";

        string? First(string name) => given.Has(name) ? "-" + name : null;
    }

    internal static bool IsAggregate(string? reducer) => string.Equals(reducer, "aggregate", StringComparison.OrdinalIgnoreCase);

    // A Java class would be run as a program of that name, on every node, four times.
    private static string? Program(string? command, string option, string identity)
    {
        if (command is null
            || !command.StartsWith(ApacheClass, StringComparison.Ordinal)
            || command.Contains(' ', StringComparison.Ordinal))
        {
            return command;
        }

        return command.EndsWith(identity, StringComparison.Ordinal)
            ? null
            : throw new JobDefinitionException(
                $"-{option} {command}: a Java class. Here a {option} is a program, such as awk, or org.apache.hadoop.mapred.lib{identity}, "
                + "which passes records on.");
    }

    private static int Count(string text) =>
        int.TryParse(text, out var number) && number >= 0
            ? number
            : throw new JobDefinitionException($"-numReduceTasks {text}: it must be a whole number from 0 on.");

    private static KeyValuePair<string, string> Variable(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 ? new(text[..sign], text[(sign + 1)..]) : throw new JobDefinitionException($"-cmdenv {text}: expected NAME=VALUE.");
    }
}
