namespace Hathi.Yarn.Core.Model;

/// <summary>
/// An application: which start of the ResourceManager gave the number, and the number. Text as Apache's:
/// <c>application_1700000000000_0001</c>.
/// </summary>
/// <param name="ClusterTimestamp">When that ResourceManager started, milliseconds since 1970.</param>
/// <param name="Id">From 1.</param>
public readonly record struct ApplicationId(long ClusterTimestamp, int Id) : IComparable<ApplicationId>
{
    /// <inheritdoc/>
    public int CompareTo(ApplicationId other) =>
        ClusterTimestamp != other.ClusterTimestamp ? ClusterTimestamp.CompareTo(other.ClusterTimestamp) : Id.CompareTo(other.Id);

    /// <inheritdoc/>
    public override string ToString() => $"application_{ClusterTimestamp}_{Id:D4}";
}
