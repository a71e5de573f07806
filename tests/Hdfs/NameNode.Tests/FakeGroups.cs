using System.Collections.Concurrent;
using Hathi.Hadoop.Rpc.Users;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>Groups as a test says.</summary>
internal sealed class FakeGroups : IUserGroups
{
    public ConcurrentDictionary<string, IReadOnlyList<string>> Of { get; } = new(StringComparer.Ordinal);

    public int Refreshes { get; private set; }

    /// <summary>What look-ups of a user wait for.</summary>
    public ConcurrentDictionary<string, Task> Gates { get; } = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<string>> GroupsOfAsync(string user)
    {
        await Gates.GetValueOrDefault(user, Task.CompletedTask);
        return Of.GetValueOrDefault(user, []);
    }

    public void Refresh() => Refreshes++;
}
