using Hathi.Base;

namespace Hathi.Node;

/// <summary>
/// Waits for the end of a node's roles. Where Apache's daemons have a process each, ours share one, and a worker's end must not take a master
/// along: only a role that leads ends the node, or the last one. Lifecycle: <see cref="RunAsync"/> once, then <see cref="DisposeAsync"/>, which
/// ends what still runs.
/// </summary>
/// <param name="roles">In the order in which they were started.</param>
/// <param name="notice">Is told of a role that cannot go on.</param>
/// <param name="ended">Keeps the workers that have ended.</param>
/// <param name="log">The node's log.</param>
internal sealed class RoleWatch(List<RunningRole> roles, ReadyNotice notice, EndedRoles ended, INodeLog log) : IAsyncDisposable
{
    private const string Area = "node";

    /// <summary>Returns when the node has to end.</summary>
    /// <param name="stop">Completes when the node is asked to end.</param>
    /// <returns>False: because a role cannot go on.</returns>
    public async Task<bool> RunAsync(Task stop)
    {
        var sound = true;
        while (true)
        {
            var first = await Task.WhenAny(roles.Select(r => r.Ends).Prepend(stop)).ConfigureAwait(false);
            if (first == stop)
            {
                return true;
            }

            var role = roles.First(r => r.Ends == first);
            var failure = first.Exception?.GetBaseException().Message;
            sound &= failure is null;
            if (failure is not null)
            {
                notice.Failed(failure);
            }

            if (role.Leads)
            {
                return failure is null;
            }

            roles.Remove(role);
            await EndAsync(role).ConfigureAwait(false);
            if (roles.Count == 0)
            {
                return sound;
            }

            Tell(role.Name, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The last started leans on those before.
        for (var i = roles.Count - 1; i >= 0; i--)
        {
            await EndAsync(roles[i]).ConfigureAwait(false);
        }
    }

    private void Tell(string role, string? failure)
    {
        var others = $"{string.Join(", ", roles.Select(static r => r.Name))} of this node go on. Start the node anew to have the {role} back.";
        if (failure is null)
        {
            log.Warn(Area, $"the {role} has ended as it was told to; {others}", null);
        }
        else
        {
            log.Error(Area, $"the {role} has ended: {failure} {others}", null);
        }

        ended.Add(role, failure ?? "it was told to");
    }

    // What goes wrong while one ends is not the others' trouble.
    private async Task EndAsync(RunningRole role)
    {
        try
        {
            await role.Server.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.Error(Area, $"the {role.Name} did not end well: {e.Message}", e);
        }
    }
}
