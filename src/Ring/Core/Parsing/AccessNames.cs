namespace Hathi.Ring.Core.Parsing;

/// <summary>From where a role may come, or whereto: names, which add up where several clauses have them, or all.</summary>
/// <param name="what">What Cassandra calls them.</param>
internal sealed class AccessNames(string what)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private bool _isAll;

    /// <summary>Says all of them.</summary>
    /// <returns>What is wrong with that; null: nothing.</returns>
    public string? TryAddAll()
    {
        _isAll = true;
        return _names.Count == 0 ? null : $"{what} have already been set";
    }

    /// <summary>Says one of them.</summary>
    /// <returns>What is wrong with that; null: nothing.</returns>
    public string? TryAdd(string name)
    {
        if (_seen.Add(name))
        {
            _names.Add(name);
        }

        return _isAll ? "All has been set" : null;
    }

    /// <summary>Each once, in the order of the text; none for all; null where nothing was said.</summary>
    public ImmutableArray<string>? Done() => _isAll ? [] : _names.Count > 0 ? [.. _names] : null;
}
