namespace Hathi.Hdfs.NameNode;

/// <summary>The groups of a user (hadoop.security.group.mapping).</summary>
public interface IUserGroups
{
    /// <summary>Groups of <paramref name="user"/>, the primary one first; empty when the user is unknown here.</summary>
    IReadOnlyList<string> GroupsOf(string user);

    /// <summary>Drops what was remembered.</summary>
    void Refresh();
}
