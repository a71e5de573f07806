namespace Hathi.Yarn.Core.Model;

/// <summary>A NodeManager: where its ContainerManagementProtocol is served.</summary>
/// <param name="Host">As it names itself.</param>
/// <param name="Port">TCP.</param>
public readonly record struct NodeId(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}
