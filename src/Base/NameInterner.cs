using System.Text;

namespace Hathi.Base;

/// <summary>One string object for each name that comes often (users, groups, machines), also when it comes as UTF-8. Names are never forgotten: there are few.</summary>
public sealed class NameInterner
{
    private const int StackChars = 256;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The one object of a name.</summary>
    public string Intern(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        _names.Add(name, name);
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
