using System.Text;

namespace Hathi.Base;

/// <summary>
/// One string object for each name that comes often (users, groups, machines), also when it comes as UTF-8. What is remembered is bounded:
/// names of usual length, so many of them, and then it begins anew, so that names that somebody makes up go again. Who holds a
/// name holds it as before.
/// </summary>
public sealed class NameInterner
{
    /// <summary>Characters of a name that is remembered: a DNS name has at most 253, and what is longer does not come often.</summary>
    private const int LongestName = 256;

    /// <summary>Names remembered: users, groups and machines of a large company; 11 MB where each is as long as it may be.</summary>
    internal const int MaxNames = 20_000;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The one object of a name.</summary>
    public string Intern(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.Length <= LongestName)
        {
            if (_names.Count >= MaxNames)
            {
                _names.Clear();
            }

            _names.Add(name, name);
        }

        return name;
    }

    /// <summary>The one object of a name in UTF-8.</summary>
    public string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestName)
        {
            return Intern(Encoding.UTF8.GetString(utf8));
        }

        Span<char> chars = stackalloc char[LongestName];
        var length = Encoding.UTF8.GetChars(utf8, chars);
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(chars[..length], out var known) ? known : Intern(new string(chars[..length]));
    }
}
