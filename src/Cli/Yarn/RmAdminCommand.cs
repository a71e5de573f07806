using Hathi.Cli.Dfs;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn rmadmin</c>.</summary>
internal static class RmAdminCommand
{
    public const string Usage = """
         -refreshQueues                            reads capacity-scheduler.xml again
         -refreshNodes                             reads the lists of nodes again
         -refreshSuperUserGroupsConfiguration      reads hadoop.proxyuser.* again
         -refreshUserToGroupsMappings              forgets who is in which group
         -refreshAdminAcls                         reads who may administrate again
         -refreshServiceAcl                        reads who may call again
         -getGroups [user ...]                     the groups of users
        """;

    public static async Task<int> RunAsync(YarnShell shell)
    {
        var client = new YarnAdminClient(shell.Configuration);
        await using (client.ConfigureAwait(false))
        {
            var name = shell.Arguments[0].TrimStart('-');
            if (Call(shell, client) is not { } call)
            {
                shell.Streams.ErrorLine($"{name}: Unknown command; `hathi yarn rmadmin -help` lists those that are");
                return ExitCodes.Usage;
            }

            try
            {
                await call.ConfigureAwait(false);
                return ExitCodes.Ok;
            }
            catch (YarnException e)
            {
                shell.Streams.ErrorLine($"{name}: {e.Message}");
                return ExitCodes.Usage;
            }
        }
    }

    private static Task? Call(YarnShell shell, YarnAdminClient client)
    {
        var cancellation = shell.Cancellation;
        return shell.Arguments switch
        {
            ["-refreshQueues"] => client.RefreshQueuesAsync(cancellation),
            ["-refreshNodes"] => client.RefreshNodesAsync(DecommissionTypeProto.Normal, null, cancellation),
            ["-refreshSuperUserGroupsConfiguration"] => client.RefreshSuperUserGroupsAsync(cancellation),
            ["-refreshUserToGroupsMappings"] => client.RefreshUserToGroupsAsync(cancellation),
            ["-refreshAdminAcls"] => client.RefreshAdminAclsAsync(cancellation),
            ["-refreshServiceAcl"] => client.RefreshServiceAclsAsync(cancellation),
            ["-getGroups", .. var users] => GroupsAsync(shell, client, users),
            _ => null,
        };
    }

    private static async Task GroupsAsync(YarnShell shell, YarnAdminClient client, IReadOnlyList<string> users)
    {
        foreach (var user in users.DefaultIfEmpty(Hathi.Hdfs.Client.CurrentUser.Name))
        {
            shell.Line($"{user} : {string.Join(' ', await client.GetGroupsAsync(user, shell.Cancellation).ConfigureAwait(false))}");
        }
    }
}
