using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Engine;
using Hathi.Yarn.ResourceManager.Launch;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Yarn.ResourceManager.Access;

/// <summary>
/// Who may do what: administrators everything; with <c>yarn.acl.enable</c>, users what their queues' and their applications' lists say, the
/// owner of an application all with it. Asked before the Core is; safe from any thread. Sources: ClientRMService.checkAccess,
/// ApplicationACLsManager, CapacityQueueACLsManager, AdminService.checkAcls, whose words the refusals are.
/// </summary>
internal sealed class AccessControl(ResourceManagerEngine engine, Submissions submissions, ResourceManagerOptions options)
{
    private volatile AccessList _administrators = options.ReadAdministrators();
    private volatile QueueAccessTable _queues = new(options.ReadQueueAccess());

    /// <summary>yarn.acl.enable</summary>
    public bool IsOn => options.AccessListsEnabled;

    /// <summary>yarn.admin.acl is read again.</summary>
    public void RefreshAdministrators() => _administrators = options.ReadAdministrators();

    /// <summary>The lists of the queues, read before the Core took the queues themselves.</summary>
    public void Use(IReadOnlyList<QueueAccess> queues) => _queues = new QueueAccessTable(queues);

    /// <exception cref="RpcFault">The user is no administrator.</exception>
    public async ValueTask RequireAdministratorAsync(string user, string method)
    {
        if (!await IsAdministratorAsync(user).ConfigureAwait(false))
        {
            throw FaultMapping.Wrapped(
                JavaErrors.AccessControl, $"User {user} doesn't have permission to call '{method}' (yarn.admin.acl)");
        }
    }

    /// <exception cref="RpcFault">
    /// The user may neither submit to the queue nor administer it. A queue that is not there the Core refuses.
    /// </exception>
    public async ValueTask RequireSubmitAsync(Submission submission)
    {
        var queue = submission.Queue.Length > 0 ? submission.Queue : "default";
        if (IsOn && _queues.Find(queue) is { } path && !await MayUseAsync(path, submission.User).ConfigureAwait(false))
        {
            throw FaultMapping.Wrapped(
                JavaErrors.AccessControl, $"User {submission.User} does not have permission to submit {submission.Id} to queue {queue}");
        }
    }

    /// <exception cref="RpcFault">The user may not change the application. One that is not there the Core refuses.</exception>
    public async ValueTask RequireModifyAsync(ApplicationId id, string user)
    {
        if (IsOn
            && await FindAsync(id, user).ConfigureAwait(false) is { } app
            && !await MayAsync(app, user, ApplicationAccessTypeProto.AppaccessModifyApp).ConfigureAwait(false))
        {
            throw FaultMapping.Wrapped(YarnExceptions.AccessControl, $"User {user} cannot perform operation MODIFY_APP on {id}");
        }
    }

    /// <exception cref="RpcFault">The user may not change the application, or not use the queue that it is to go to.</exception>
    public async ValueTask RequireMoveAsync(ApplicationId id, string target, string user)
    {
        await RequireModifyAsync(id, user).ConfigureAwait(false);
        if (IsOn
            && (_queues.Find(target) is not { } path || !await MayUseAsync(path, user).ConfigureAwait(false))
            && await FindAsync(id, user).ConfigureAwait(false) is not null)
        {
            throw FaultMapping.Wrapped(
                YarnExceptions.AccessControl,
                $"User {user} cannot submit applications to target queue or the target queue doesn't exist: {target} while moving {id}");
        }
    }

    /// <exception cref="RpcFault">The user may not see the application. One that is not there the Core refuses.</exception>
    public async ValueTask RequireViewAsync(ApplicationId id, string user, string what)
    {
        if (IsOn && await FindAsync(id, user).ConfigureAwait(false) is { } app && !await MayViewAsync(app, user).ConfigureAwait(false))
        {
            throw FaultMapping.ToRpc(RmError.Yarn, $"User {user} does not have privilege to see this {what}");
        }
    }

    /// <summary>Whether a user may see all of an application.</summary>
    public ValueTask<bool> MayViewAsync(ApplicationReport app, string user) =>
        MayAsync(app, user, ApplicationAccessTypeProto.AppaccessViewApp);

    /// <summary>A report with what its reader may see.</summary>
    public async ValueTask<ApplicationReport> VisibleAsync(ApplicationReport app, string user) =>
        await MayViewAsync(app, user).ConfigureAwait(false) ? app : HiddenReport.Of(app);

    /// <summary>What a user may do in a queue, whether it is checked or not.</summary>
    public async ValueTask<List<QueueACLProto>> OfAsync(string path, string user)
    {
        var groups = await GroupsAsync(user).ConfigureAwait(false);
        var may = new List<QueueACLProto>();
        if (_queues.Allows(path, static q => q.Submit, user, groups))
        {
            may.Add(QueueACLProto.QaclSubmitApplications);
        }

        if (_queues.Allows(path, static q => q.Administer, user, groups))
        {
            may.Add(QueueACLProto.QaclAdministerQueue);
        }

        return may;
    }

    private async ValueTask<bool> IsAdministratorAsync(string user) =>
        user == Environment.UserName
        || _administrators.IsEverybody
        || _administrators.Allows(user, await GroupsAsync(user).ConfigureAwait(false));

    // Administrators are not asked for, as in Apache's: whoever is to submit is on a list.
    private async ValueTask<bool> MayUseAsync(string path, string user) => (await OfAsync(path, user).ConfigureAwait(false)).Count > 0;

    // Known for all lists that are asked after it: a look-up holds up no thread.
    private async ValueTask<Func<string, IReadOnlyCollection<string>>> GroupsAsync(string user)
    {
        var groups = await options.GroupsOf(user).ConfigureAwait(false);
        return _ => groups;
    }

    private async ValueTask<bool> MayAsync(ApplicationReport app, string user, ApplicationAccessTypeProto access)
    {
        if (!IsOn || app.User == user || await IsAdministratorAsync(user).ConfigureAwait(false)
            || _queues.Find(app.QueuePath) is not { } path)
        {
            return true;
        }

        var groups = await GroupsAsync(user).ConfigureAwait(false);
        if (_queues.Allows(path, static q => q.Administer, user, groups))
        {
            return true;
        }

        if ((await submissions.OfAsync(app.Id).ConfigureAwait(false)).AmContainerSpec is not { } launch)
        {
            return false;
        }

        foreach (var list in RequestLists.Access(launch.ApplicationACLs, access))
        {
            if (AccessList.Parse(list).Allows(user, groups))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<ApplicationReport?> FindAsync(ApplicationId id, string user)
    {
        try
        {
            return await engine.AskAsync(new GetApplicationReportRequest { User = user, Id = id }).ConfigureAwait(false);
        }
        catch (RpcFault)
        {
            return null;
        }
    }
}
