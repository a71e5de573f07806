using System.Globalization;
using System.Text.RegularExpressions;
using Hathi.Base.CommandLine;
using Hathi.Platform;

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
    private readonly IReadOnlyCollection<string>? _containers;
    private readonly IReadOnlyList<string>? _names;
    private readonly Regex[]? _patterns;

    /// <param name="options">The command line.</param>
    /// <param name="containers">Only these; null: any.</param>
    /// <exception cref="InputException">A pattern or a size cannot be read.</exception>
    public LogSelection(CommandOptions options, IReadOnlyCollection<string>? containers)
    {
        _containers = containers;
        var names = options.Values("log_files");
        var patterns = options.Values("log_files_pattern");
        Patterns = names.Count > 0 ? names : patterns.Count > 0 ? patterns : ["ALL"];
        Size = options.Value("size") is { } text
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size)
                ? size
                : throw new InputException($"-size {text}: expected a number of bytes")
            : long.MaxValue;
        View = options.Has("show_application_log_info")
            ? LogView.Containers
            : options.Has("show_container_log_info") ? LogView.Files
            : LogView.Contents;
        if (names.Count > 0 && !names.Contains("ALL") && !names.Contains("*"))
        {
            _names = names;
        }

        try
        {
            _patterns = patterns.Count > 0
                ? [.. patterns.Select(static p => new Regex(p, RegexOptions.CultureInvariant, UserPattern.MatchLimit))]
                : null;
        }
        catch (ArgumentException e)
        {
            throw new InputException($"-log_files_pattern: {e.Message}");
        }
    }

    /// <summary>Names or patterns as they were given.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Bytes from the start, or, below 0, from the end.</summary>
    public long Size { get; }

    public LogView View { get; }

    /// <summary>
    /// Whether a log is among them: a name is a whole name, a pattern is found anywhere in one. Source: LogsCLI.getMatchedLogFiles.
    /// </summary>
    public bool Takes(string container, string name) =>
        TakesFrom(container)
        && (_names is null || _names.Contains(name))
        && (_patterns is null || Array.Exists(_patterns, p => p.IsMatch(name)));

    /// <summary>Whether any log of a container can be among them.</summary>
    public bool TakesFrom(string container) => _containers is null || _containers.Contains(container);
}
