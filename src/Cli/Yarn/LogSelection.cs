using System.Text.RegularExpressions;
using Hathi.Cli.Dfs;

namespace Hathi.Cli.Yarn;

/// <summary>What of logs the user wants to see.</summary>
internal enum LogView
{
    /// <summary>What is in them.</summary>
    Contents,

    /// <summary>-show_application_log_info: which containers have some.</summary>
    Containers,

    /// <summary>-show_container_log_info: their names, sizes and times.</summary>
    Files,
}

/// <summary>Which logs the user wants, and how much of each.</summary>
internal sealed class LogSelection
{
    /// <summary>The longest time for one match of a user's pattern.</summary>
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyCollection<string>? _containers;
    private readonly Regex[]? _patterns;

    /// <param name="options">The command line.</param>
    /// <param name="containers">Only these; null: any.</param>
    /// <exception cref="UsageException">A pattern or a size cannot be read.</exception>
    public LogSelection(YarnOptions options, IReadOnlyCollection<string>? containers)
    {
        _containers = containers;
        var names = options.Values("log_files");
        Patterns = names.Length > 0 ? names : options.Has("log_files_pattern") ? options.Values("log_files_pattern") : ["ALL"];
        Size = options.Value("size") is { } text ? (long.TryParse(text, out var size) ? size : throw new UsageException($"-size {text}: expected a number of bytes")) : long.MaxValue;
        View = options.Has("show_application_log_info") ? LogView.Containers : options.Has("show_container_log_info") ? LogView.Files : LogView.Contents;
        if (Patterns.Contains("ALL") || Patterns.Contains("*"))
        {
            return;
        }

        try
        {
            _patterns = [.. Patterns.Select(p => new Regex(names.Length > 0 ? Regex.Escape(p) : p, RegexOptions.CultureInvariant, MatchLimit))];
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"-log_files_pattern: {e.Message}");
        }
    }

    /// <summary>Names or patterns as they were given.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Bytes from the start, or, below 0, from the end.</summary>
    public long Size { get; }

    public LogView View { get; }

    /// <summary>Whether a log is among them: a pattern matches the whole of a name.</summary>
    public bool Takes(string container, string name) => (_containers is null || _containers.Contains(container))
        && (_patterns is null || Array.Exists(_patterns, p => p.Match(name) is { Success: true, Index: 0 } match && match.Length == name.Length));
}
