namespace Hathi.Lab.Spec;

/// <summary>One node as declared.</summary>
/// <param name="Name">pi-200 … pi-250: the number is the last part of its address.</param>
/// <param name="Rack">Network location, for example /rack-1.</param>
/// <param name="Roles">see <see cref="NodeRoles"/>.</param>
/// <param name="Volumes">Directories for blocks; empty: <c>data-0</c>, … below the node's own directory.</param>
/// <param name="Settings">Hadoop keys that differ on this node.</param>
public sealed record NodeSpec(
    string Name,
    string Rack,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Volumes,
    IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The number behind <c>pi-</c>.</summary>
    public int Number => int.Parse(Name.AsSpan(3), provider: null);
}
