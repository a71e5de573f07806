using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Calls;

/// <summary>
/// Who may give a DataNode orders: its own user, the members of the super group, everybody where permissions are off.
/// Source: DataNode.checkSuperuserPrivilege.
/// </summary>
internal sealed class Administrators(DataNodeOptions options)
{
    /// <exception cref="RpcFault">The caller is none.</exception>
    public async ValueTask DemandAsync(RpcCallContext call)
    {
        if (!options.PermissionsEnabled || call.User == options.User)
        {
            return;
        }

        if (options.Groups is not { } groups || !(await groups.GroupsOfAsync(call.User).ConfigureAwait(false)).Contains(options.SuperGroup))
        {
            throw new RpcFault(
                JavaExceptions.AccessControl,
                $"Superuser privilege is required: this DataNode belongs to {options.User}, the call came from {call.User}, "
                + $"who is not in the group {options.SuperGroup}.");
        }
    }
}
