namespace Hathi.Yarn.Core.Model;

/// <summary>Which hosts may be NodeManagers (yarn.resourcemanager.nodes.include-path and exclude-path).</summary>
/// <param name="Include">Empty: all.</param>
/// <param name="Exclude">Wins over <paramref name="Include"/>.</param>
public sealed record NodeLists(IReadOnlySet<string> Include, IReadOnlySet<string> Exclude)
{
    /// <summary>No lists.</summary>
    public static readonly NodeLists Everyone = new(new HashSet<string>(), new HashSet<string>());

    /// <summary>Whether the host may join.</summary>
    public bool Allows(string host) => !Exclude.Contains(host) && (Include.Count == 0 || Include.Contains(host));
}
