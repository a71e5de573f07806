using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Whether the caller may do what only superusers may, and what is not decided here. No answer.</summary>
public sealed class CheckSuperUserRequest : ClientRequest, IAsk<Done>
{
    /// <summary>Named in the refusal.</summary>
    public required string Operation { get; init; }
}

internal static class CheckSuperUser
{
    public static void Run(OperationContext context, CheckSuperUserRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, request.Operation);
    }
}
