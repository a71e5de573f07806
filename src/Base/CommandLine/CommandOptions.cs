namespace Hathi.Base.CommandLine;

/// <summary>
/// The options of a command line, read as Apache's tools read them: in any order, <c>--name</c> and <c>-name=VALUE</c> too; a word that
/// begins with a dash and is no option may be a value (<c>-am -1</c>). Source: commons-cli <c>GnuParser</c>, <c>Parser</c>.
/// </summary>
public sealed class CommandOptions
{
    private readonly IReadOnlyList<CommandOption> _known;
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly List<string> _rest = [];

    private CommandOptions(IReadOnlyList<CommandOption> known) => _known = known;

    /// <summary>The options that were given.</summary>
    public IReadOnlyCollection<string> Given => _values.Keys;

    /// <summary>Words that belong to no option.</summary>
    public IReadOnlyList<string> Rest => _rest;

    /// <param name="known">The options that there are.</param>
    /// <param name="words">The command line.</param>
    /// <exception cref="CommandOptionException">It cannot be read.</exception>
    public static CommandOptions Parse(IReadOnlyList<CommandOption> known, IReadOnlyList<string> words)
    {
        var options = new CommandOptions(known);
        for (var at = 0; at < words.Count;)
        {
            at = options.Take(words, at);
        }

        return options;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <returns>The first; null when the option is not there.</returns>
    public string? Value(string name) => _values.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <returns>None when the option is not there.</returns>
    public IReadOnlyList<string> Values(string name) => _values.TryGetValue(name, out var values) ? values : [];

    // From one option, or word that is none, to the next.
    private int Take(IReadOnlyList<string> words, int at)
    {
        var word = words[at];
        if (!word.StartsWith('-') || word.Length == 1)
        {
            _rest.Add(word);
            return at + 1;
        }

        if (Find(word, out var attached) is not { } option)
        {
            throw new CommandOptionException(CommandOptionFault.Unknown, $"Unrecognized option: {word}");
        }

        if (!_values.TryGetValue(option.Name, out var values))
        {
            _values.Add(option.Name, values = []);
        }
        else if (!option.Collects && option.Most > 0)
        {
            throw new CommandOptionException(CommandOptionFault.Repeated, $"-{option.Name} was given twice, and it has one value");
        }

        at++;
        if (option.Most == 0)
        {
            return attached is null ? at : throw new CommandOptionException(CommandOptionFault.Unknown, $"Unrecognized option: {word}");
        }

        var taken = 0;
        if (attached is not null)
        {
            Add(values, option, attached);
            taken++;
        }

        while (taken < option.Most && at < words.Count && Find(words[at], out _) is null)
        {
            Add(values, option, words[at++]);
            taken++;
        }

        return taken > 0
            ? at
            : throw new CommandOptionException(CommandOptionFault.Incomplete, $"Missing argument for options: {option.Name}");
    }

    private static void Add(List<string> values, CommandOption option, string word)
    {
        if (option.Separator is { } separator)
        {
            values.AddRange(word.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        else
        {
            values.Add(word);
        }
    }

    // -name, --name, -name=value; null for a word that is no option.
    private CommandOption? Find(string word, out string? value)
    {
        value = null;
        if (!word.StartsWith('-'))
        {
            return null;
        }

        var name = word.AsSpan(word.StartsWith("--", StringComparison.Ordinal) ? 2 : 1);
        var option = Named(name);
        if (option is null && name.IndexOf('=') is > 0 and var sign && (option = Named(name[..sign])) is not null)
        {
            value = name[(sign + 1)..].ToString();
        }

        return option;
    }

    private CommandOption? Named(ReadOnlySpan<char> name)
    {
        foreach (var option in _known)
        {
            if (name.Equals(option.Name, option.AnyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return option;
            }
        }

        return null;
    }
}
