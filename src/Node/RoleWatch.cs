using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// Waits for the end of a node's roles. Where Apache's daemons have a process each, ours share one, and a worker's end must not take a
/// master along: only a role that leads ends the node, or the last one. Lifecycle: <see cref="RunAsync"/> once, then
/// <see cref="DisposeAsync"/>, which ends what still runs.
/// </summary>
/// <param name="roles">In the order in which they were started.</param>
/// <param name="notice">Is told of a role that cannot go on.</param>
/// <param name="ended">Keeps the workers that have ended.</param>
/// <param name="log">The node's log.</param>
/// <param name="patience">How long one role may take to end before its node ends without it.</param>
internal sealed class RoleWatch(
    List<RunningRole> roles, ReadyNotice notice, EndedRoles ended, ILogger log, TimeSpan patience) : IAsyncDisposable
{
    /// <summary>A role that takes longer hangs, on a disk most likely: its process has to end all the same when it is told to.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);


    private readonly List<Task> _ending = [];

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
            _ending.Add(EndAsync(role)); // nobody waits: it may hang, and the others and the node's own end are still to be heard of
            Tell(role.Name, failure);
            if (roles.Count == 0)
            {
                return sound;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The last started leans on those before.
        await Task.WhenAll(_ending).ConfigureAwait(false);
        for (var i = roles.Count - 1; i >= 0; i--)
        {
            await EndAsync(roles[i]).ConfigureAwait(false);
        }
    }

    private void Tell(string role, string? failure)
    {
        var others = roles.Count == 0
            ? "It was the last role of this node, which ends."
            : $"{string.Join(", ", roles.Select(static r => r.Name))} of this node go on. Start the node anew to have the {role} back.";
        if (failure is null)
        {
            log.RoleEndedAsTold(role, others);
        }
        else
        {
            log.RoleEnded(role, failure, others);
        }

        ended.Add(role, failure ?? "it was told to");
    }

    // What goes wrong while one ends is not the others' trouble.
    private async Task EndAsync(RunningRole role)
    {
        try
        {
            await Task.Run(async () => await role.Server.DisposeAsync().ConfigureAwait(false)).WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            log.RoleHangs(role.Name, patience.TotalSeconds);
        }
        catch (Exception e)
        {
            log.RoleEndedBadly(e, role.Name, e.Message);
        }
    }
}
