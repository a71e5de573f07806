using System.Text;

namespace Hathi.Base;

/// <summary>One string object for each name that comes often (users, groups, machines), also when it comes as UTF-8. So many names are remembered, and never forgotten: those that come later are as good, each a string of its own.</summary>
public sealed class NameInterner
{
    private const int StackChars = 256;

    /// <summary>Names remembered: users, groups and machines of a large company. Names that somebody makes up cannot fill the memory.</summary>
    private const int MaxNames = 100_000;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The one object of a name.</summary>
    public string Intern(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_names.Count < MaxNames)
        {
            _names.Add(name, name);
        }

        return name;
    }

    /// <summary>The one object of a name in UTF-8.</summary>
    public string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > StackChars)
        {
            return Intern(Encoding.UTF8.GetString(utf8));
        }

        Span<char> chars = stackalloc char[StackChars];
        var length = Encoding.UTF8.GetChars(utf8, chars);
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(chars[..length], out var known) ? known : Intern(new string(chars[..length]));
    }
}
