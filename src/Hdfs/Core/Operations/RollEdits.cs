using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// May the caller roll the log (rollEdits): superuser, not in safe mode. Answer: true; the shell then rolls and
/// replies with the transaction.
/// </summary>
public sealed class RollEditsRequest : ClientRequest, IAsk<bool>;

internal static class RollEdits
{
    public static bool Run(OperationContext context, RollEditsRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "rollEditLog");
        context.RequireNoSafeMode("Log not rolled", "");
        return true;
    }
}
