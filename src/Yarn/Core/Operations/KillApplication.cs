using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>Ends an application (forceKillApplication). Answer: bool, true: it has ended.</summary>
public sealed class KillApplicationRequest : ClientRequest, IAsk<bool>
{
    public required ApplicationId Id { get; init; }

    /// <summary>Why; may be empty.</summary>
    public string Diagnostics { get; init; } = "";
}

internal static class KillApplication
{
    public static bool Run(OperationContext context, KillApplicationRequest request)
    {
        if (!context.State.Apps.TryGetValue(request.Id, out var app))
        {
            throw new RmFault(RmError.ApplicationNotFound, $"Trying to kill an absent application {request.Id}");
        }

        if (!app.HasFinal)
        {
            var why = request.Diagnostics.Length > 0 ? request.Diagnostics : $"Application {request.Id} was killed by user {request.User}";
            context.Changing();
            ApplicationEnd.Kill(context, app, why);
        }

        return true;
    }
}
