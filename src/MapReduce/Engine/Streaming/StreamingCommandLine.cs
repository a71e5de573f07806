using Hathi.Base.CommandLine;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Streaming;

/// <summary>
/// A streaming command line as it was typed, taken apart: what the job is made from, and what concerns only the machine where it was typed.
/// Source: Apache <c>StreamJob</c>.
/// </summary>
public sealed record StreamingCommandLine
{
    /// <summary>All options that there are.</summary>
    public static IEnumerable<CommandOption> All => StreamingTable.All;

    /// <summary>How a command line is to be written, for who asks.</summary>
    public static string Usage => StreamingTable.Usage;

    /// <summary>Only how it is written was asked for.</summary>
    public bool IsHelp { get; private init; }

    /// <summary>For <see cref="StreamingJob"/>: wherever it is made again, from these arguments it is the same job.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <summary>Files for every task's working directory, as -files names them.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>Archives for it, as -archives names them.</summary>
    public IReadOnlyList<string> Archives { get; private init; } = [];

    /// <summary>A line for each option that does nothing.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>A line for each thing that -verbose tells; empty without it.</summary>
    public IReadOnlyList<string> Messages { get; private init; } = [];

    /// <summary>-verbose was given.</summary>
    public bool IsVerbose { get; private init; }

    private IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    private string? ConfigurationFile { get; init; }

    /// <exception cref="JobDefinitionException">It is not one of streaming, or names a file that is not there.</exception>
    public static StreamingCommandLine Parse(IReadOnlyList<string> args)
    {
        var given = StreamingTable.Take([.. All], args);
        if (given.Has("help") || given.Has("info"))
        {
            return new StreamingCommandLine { IsHelp = true };
        }

        var files = given.Values("file");
        if (files.FirstOrDefault(static f => !File.Exists(f) && !Directory.Exists(f)) is { } missing)
        {
            throw new JobDefinitionException($"File: {Path.GetFullPath(missing)} does not exist.\n{StreamingTable.TryHelp}");
        }

        var shipped = files.Where(File.Exists).Select(Canonical).ToHashSet(StringComparer.Ordinal);
        var messages = new List<string> { $"shippedCanonFiles_=[{string.Join(", ", shipped)}]" };
        var arguments = new List<string>();
        foreach (var option in StreamingTable.OfJob)
        {
            var isProgram = option.Name is "mapper" or "combiner" or "reducer";
            arguments.AddRange(given.Values(option.Name)
                .SelectMany(v => (string[])["-" + option.Name, isProgram ? Unqualified(v, shipped, messages) : v]));
        }

        StreamingOptions.Parse(arguments);
        return new StreamingCommandLine
        {
            Arguments = arguments,
            Warnings = [.. StreamingOptions.Idle(given) is { } idle ? [idle] : Array.Empty<string>(), .. given.Has("debug")
                ? ["-debug: there is no job jar that could be kept."]
                : Array.Empty<string>()],
            Files =
            [
                .. files.Select(static f => new Uri(Path.GetFullPath(f)).AbsoluteUri.Replace(",", "%2C", StringComparison.Ordinal)),
                .. given.Values("cacheFile"),
            ],
            Archives = [.. given.Values("cacheArchive")],
            Properties =
            [
                .. given.Values("jobconf").Select(Property),
                .. given.Value("dfs") is { } dfs
                    ? [new(HdfsKeys.DefaultFileSystem.Name, dfs == "local" ? HdfsKeys.DefaultFileSystem.Default : dfs)]
                    : Array.Empty<KeyValuePair<string, string>>(),
            ],
            ConfigurationFile = given.Value("additionalconfspec"),
            IsVerbose = given.Has("verbose"),
            Messages = given.Has("verbose") ? messages : [],
        };
    }

    /// <summary>Sets what the command line says of the job's properties.</summary>
    /// <exception cref="ConfigurationException">A file cannot be read.</exception>
    public void Apply(Configuration configuration)
    {
        if (ConfigurationFile is { } file)
        {
            configuration.AddFile(file);
        }

        foreach (var (name, value) in Properties)
        {
            configuration.Set(name, value);
        }

        Append("tmpfiles", Files);
        Append("tmparchives", Archives);
        void Append(string key, IReadOnlyList<string> more)
        {
            if (more.Count > 0)
            {
                configuration.Set(key, string.Join(',', configuration.GetStrings(key).Concat(more)));
            }
        }
    }

    // A program that travels by -file lies in the working directory, by its name only. Source: StreamJob.unqualifyIfLocalPath.
    private static string Unqualified(string command, HashSet<string> shipped, List<string> messages)
    {
        var blank = command.IndexOf(' ', StringComparison.Ordinal);
        var program = blank < 0 ? command : command[..blank];
        var canonical = program.Length == 0 ? "" : Canonical(program);
        var travels = shipped.Contains(canonical);
        messages.Add($"shipped: {(travels ? "true" : "false")} {canonical}");
        var there = travels ? Path.GetFileName(program) + (blank < 0 ? "" : command[blank..]) : command;
        messages.Add($"cmd={there}");
        return there;
    }

    private static string Canonical(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }

    private static KeyValuePair<string, string> Property(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0
            ? new(text[..sign], text[(sign + 1)..])
            : throw new JobDefinitionException($"-jobconf {text}: expected NAME=VALUE.");
    }
}
