using Hathi.Cli.Kit;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn rmadmin</c>.</summary>
internal static class RmAdminCommand
{
    /// <summary>Every verb with its words, what it does, and the call. A verb that is not here, or with other words, is refused.</summary>
    internal static readonly (
        string Verb, string Words, string Text, Func<YarnShell, YarnAdminClient, IReadOnlyList<string>, Task> Call)[] Verbs =
    [
        ("-refreshQueues", "", "reads capacity-scheduler.xml again",
            static (shell, client, _) => client.RefreshQueuesAsync(shell.Cancellation)),
        ("-refreshNodes", "", "reads the lists of nodes again",
            static (shell, client, _) => client.RefreshNodesAsync(DecommissionTypeProto.Normal, null, shell.Cancellation)),
        ("-refreshSuperUserGroupsConfiguration", "", "reads hadoop.proxyuser.* again",
            static (shell, client, _) => client.RefreshSuperUserGroupsAsync(shell.Cancellation)),
        ("-refreshUserToGroupsMappings", "", "forgets who is in which group",
            static (shell, client, _) => client.RefreshUserToGroupsAsync(shell.Cancellation)),
        ("-refreshAdminAcls", "", "reads who may administrate again",
            static (shell, client, _) => client.RefreshAdminAclsAsync(shell.Cancellation)),
        ("-refreshServiceAcl", "", "reads who may call again",
            static (shell, client, _) => client.RefreshServiceAclsAsync(shell.Cancellation)),
        ("-getGroups", "[user ...]", "the groups of users", GroupsAsync),
    ];

    // Verbs of Apache's for which a second ResourceManager must stand by.
    private static readonly string[] OfTwoManagers =
        ["-transitionToActive", "-transitionToStandby", "-failover", "-getServiceState", "-getAllServiceState", "-checkHealth"];

    public static string Usage => string.Join(
        '\n', Verbs.Select(static v => Line(v.Verb, v.Words, v.Text)).Append(Line("-help", "[verb]", "this text, or that of one verb")));

    public static async Task<int> RunAsync(YarnShell shell)
    {
        var verb = shell.Arguments[0];
        var words = shell.Arguments.Skip(1).ToList();
        if (verb is "-help" or "--help")
        {
            var asked = Array.Find(Verbs, v => words.Count > 0 && v.Verb.TrimStart('-') == words[0].TrimStart('-'));
            shell.WriteUsage("rmadmin", asked.Verb is null ? Usage : Line(asked.Verb, asked.Words, asked.Text));
            return ExitCodes.Ok;
        }

        if (OfTwoManagers.Contains(verb))
        {
            shell.Line($"Cannot run {verb} when ResourceManager HA is not enabled");
            return ExitCodes.Usage;
        }

        if (Array.Find(Verbs, v => v.Verb == verb) is not { Call: { } call } known)
        {
            throw new UsageException($"{verb.TrimStart('-')}: Unknown command");
        }

        if (words.Count > 0 && known.Words.Length == 0)
        {
            throw new UsageException($"{verb} takes no words, and '{words[0]}' follows it");
        }

        return await CallAsync(shell, verb.TrimStart('-'), words, call).ConfigureAwait(false);
    }

    // Whatever goes wrong is -1, as with Apache's.
    private static async Task<int> CallAsync(
        YarnShell shell, string name, IReadOnlyList<string> words, Func<YarnShell, YarnAdminClient, IReadOnlyList<string>, Task> call)
    {
        var client = new YarnAdminClient(shell.Configuration);
        await using (client.ConfigureAwait(false))
        {
            try
            {
                await call(shell, client, words).ConfigureAwait(false);
                return ExitCodes.Ok;
            }
            catch (Exception e) when (Failures.IsReportable(e))
            {
                shell.Streams.ErrorLine($"{name}: {Failures.Describe(e)}");
                return ExitCodes.Usage;
            }
        }
    }

    private static string Line(string verb, string words, string text) => $" {(words.Length > 0 ? $"{verb} {words}" : verb),-42}{text}";

    private static async Task GroupsAsync(YarnShell shell, YarnAdminClient client, IReadOnlyList<string> users)
    {
        foreach (var user in users.DefaultIfEmpty(Hathi.Hadoop.Conf.CurrentUser.Name))
        {
            var groups = await client.GetGroupsAsync(user, shell.Cancellation).ConfigureAwait(false);
            shell.Line($"{user} :{string.Concat(groups.Select(static g => " " + g))}");
        }
    }
}
