using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;
using Hathi.MapReduce.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Who may ask a job's master: where mapreduce.cluster.acls.enabled is set, the job's owner, administrators, and who the job's lists name.
/// Asked before the master's loop is. Source: Apache's MRClientService.verifyAndGetJob.
/// </summary>
internal sealed class JobAccess
{
    private readonly OwnedAccess _access;
    private readonly string _job;
    private readonly string _owner;
    private readonly AccessList _view;
    private readonly AccessList _modify;

    /// <param name="plan">Says whose job it is, and the lists.</param>
    /// <param name="groupsOf">The groups of a user.</param>
    internal JobAccess(MasterPlan plan, Func<string, ValueTask<IReadOnlyList<string>>> groupsOf)
    {
        var configuration = plan.Configuration;
        _access = new OwnedAccess(IsOn(configuration), List(configuration, JobAcls.Administrators), groupsOf);
        _job = plan.Id.ToString();
        _owner = plan.User;
        _view = List(configuration, JobAcls.View);
        _modify = List(configuration, JobAcls.Modify);
    }

    /// <summary>What the job's history says of its lists: nothing where they do not count.</summary>
    internal static IReadOnlyDictionary<string, string> ForHistory(Configuration configuration) => IsOn(configuration)
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [JobAcls.View] = Text(configuration, JobAcls.View), [JobAcls.Modify] = Text(configuration, JobAcls.Modify),
        }
        : new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="RpcFault">The caller may not see the job.</exception>
    internal ValueTask RequireViewAsync(RpcCallContext call) => RequireAsync(call.User, JobAcls.View, _view);

    /// <exception cref="RpcFault">The caller may not change the job.</exception>
    internal ValueTask RequireModifyAsync(RpcCallContext call) => RequireAsync(call.User, JobAcls.Modify, _modify);

    private static bool IsOn(Configuration configuration) => configuration.Get(MapReduceKeys.AccessLists);

    private static AccessList List(Configuration configuration, string key) => AccessList.Parse(Text(configuration, key));

    // Not trimmed: what begins with a space has groups alone.
    private static string Text(Configuration configuration, string key) => configuration.Get(key) ?? JobAcls.Nobody;

    private async ValueTask RequireAsync(string user, string name, AccessList list)
    {
        if (!await _access.MayAsync(user, _owner, list).ConfigureAwait(false))
        {
            throw new RpcFault(JavaErrors.AccessControl, JobAcls.Refusal(user, name, _job));
        }
    }
}
