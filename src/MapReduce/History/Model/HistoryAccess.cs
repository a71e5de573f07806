using Hathi.Hadoop.Rpc.Users;
using Hathi.MapReduce.Protocol;

namespace Hathi.MapReduce.History.Model;

/// <summary>
/// Who may see a job that has ended: whom the lists name that it ran with, where lists count; one that ran without lists everybody. Source:
/// Apache's CompletedJob.checkAccess.
/// </summary>
internal sealed class HistoryAccess(OwnedAccess access)
{
    /// <summary>Whether a user may see a job.</summary>
    /// <exception cref="Hadoop.Rpc.RpcFault">His groups cannot be looked up now (RetriableException).</exception>
    public ValueTask<bool> MayViewAsync(CompletedJob job, string user) =>
        job.Acls.TryGetValue(JobAcls.View, out var list) ? access.MayAsync(user, job.Name.User, AccessList.Parse(list)) : new(true);
}
