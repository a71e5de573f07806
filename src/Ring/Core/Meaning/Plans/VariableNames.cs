using System.Text;
using Hathi.Ring.Core.Meaning.Terms;

namespace Hathi.Ring.Core.Meaning.Plans;

/// <summary>
/// Finds a statement's variables by the names that come with values. A request has up to 65,535 of both, so neither is looked for one by
/// one, and names are compared where they lie. Immutable; may be used by many threads.
/// </summary>
public sealed class VariableNames
{
    private const int MostOnStack = 256;

    // Whose hash of characters differs from process to process: a client cannot choose names that meet.
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly int[] _first;
    private readonly int _longest;

    internal VariableNames(ImmutableArray<Variable> variables)
    {
        var byName = new Dictionary<string, int>(variables.Length, StringComparer.Ordinal);
        _first = new int[variables.Length];
        for (var i = 0; i < variables.Length; i++)
        {
            var name = variables[i].Name;
            byName.TryAdd(name, i);
            _first[i] = byName[name];
            _longest = Math.Max(_longest, Encoding.UTF8.GetByteCount(name));
        }

        _byName = byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The first variable that has a variable's name.</summary>
    public int FirstLike(int variable) => _first[variable];

    /// <summary>The first variable of a name; -1: there is none.</summary>
    /// <param name="utf8">The name.</param>
    public int IndexOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _longest)
        {
            return -1;
        }

        // A character has no more than one of UTF-16 a byte.
        var name = utf8.Length <= MostOnStack ? stackalloc char[utf8.Length] : new char[utf8.Length];
        return _byName.TryGetValue(name[..Encoding.UTF8.GetChars(utf8, name)], out var index) ? index : -1;
    }
}
