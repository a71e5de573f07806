namespace Hathi.Hadoop.Rpc.Users;

/// <summary>
/// Users and groups as Hadoop writes them: <c>user1,user2 group1,group2</c>; <c>*</c> is everybody, a single space nobody.
/// Source: AccessControlList.
/// </summary>
public sealed class AccessList
{
    private const string All = "*";
    private readonly HashSet<string> _users;
    private readonly HashSet<string> _groups;

    private AccessList(bool everybody, IEnumerable<string> users, IEnumerable<string> groups)
    {
        IsEverybody = everybody;
        _users = new HashSet<string>(users, StringComparer.Ordinal);
        _groups = new HashSet<string>(groups, StringComparer.Ordinal);
    }

    /// <summary>*</summary>
    public static AccessList Everybody { get; } = new(true, [], []);

    /// <summary>Nobody is kept out.</summary>
    public bool IsEverybody { get; }

    /// <summary>Whether it depends on a user's groups.</summary>
    public bool NamesGroups => _groups.Count > 0;

    /// <summary>Reads the text of a setting.</summary>
    public static AccessList Parse(string text)
    {
        var parts = text.Split(' ', 2);
        if (Array.Exists(parts, static p => p.Trim() == All))
        {
            return Everybody;
        }

        return new AccessList(false, Names(parts[0]), parts.Length > 1 ? Names(parts[1]) : []);
    }

    /// <summary>Whether a user is on it, by name or by a group.</summary>
    public bool Allows(string user, Func<string, IReadOnlyCollection<string>> groupsOf) =>
        IsEverybody || _users.Contains(user) || (NamesGroups && groupsOf(user).Any(_groups.Contains));

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
