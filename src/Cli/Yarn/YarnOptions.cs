using Hathi.Cli.Dfs;

namespace Hathi.Cli.Yarn;

/// <summary>Options in the form of Apache's tools: <c>-name</c> or <c>-name value</c>, in any order.</summary>
internal sealed class YarnOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="arguments">The words.</param>
    /// <param name="flags">Options without a value.</param>
    /// <param name="valued">Options with one.</param>
    /// <exception cref="InputException">A word is no option.</exception>
    /// <exception cref="UsageException">An option lacks its value.</exception>
    public YarnOptions(IReadOnlyList<string> arguments, string[] flags, string[] valued)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i].TrimStart('-');
            if (!arguments[i].StartsWith('-') || !(flags.Contains(name) || valued.Contains(name)))
            {
                throw new InputException($"Unrecognized option: {arguments[i]}");
            }

            if (flags.Contains(name))
            {
                _values[name] = "";
            }
            else if (++i < arguments.Count)
            {
                _values[name] = arguments[i];
            }
            else
            {
                throw new UsageException($"Missing argument for options: {name}");
            }
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <returns>Null when the option is not there.</returns>
    public string? Value(string name) => _values.GetValueOrDefault(name);

    /// <summary>The parts of a value between commas.</summary>
    public string[] Values(string name) => Value(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
