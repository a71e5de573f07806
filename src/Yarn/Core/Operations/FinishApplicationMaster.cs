using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// A master says that it is done (finishApplicationMaster). Answer: bool, true: kept, the master may go. It is true at once, because an
/// answer goes only when what it tells of is durable (Apache's says false until its store has written, and is asked again).
/// </summary>
public sealed class FinishApplicationMasterRequest : MasterRequest, IAsk<bool>
{
    public required FinalStatus Status { get; init; }

    public required string Diagnostics { get; init; }

    public required string TrackingUrl { get; init; }
}

internal static class FinishApplicationMaster
{
    public static bool Run(OperationContext context, FinishApplicationMasterRequest request)
    {
        var (app, attempt) = Masters.Find(context, request.Attempt);
        if (app is { HasFinal: true })
        {
            return true;
        }

        if (attempt is null)
        {
            throw new RmFault(RmError.InvalidApplicationMasterRequest, $"Application doesn't exist in cache {request.Attempt}");
        }

        attempt.LastSeen = context.Now.MonotonicMilliseconds;
        if (attempt.ResponseId < 0)
        {
            throw new RmFault(
                RmError.ApplicationMasterNotRegistered, $"Application Master is trying to unregister before registering for: {app.Id}");
        }

        var diagnostics = Diagnostics.Bounded(request.Diagnostics);
        context.Changing();
        attempt.Progress = 1;
        attempt.TrackingUrl = request.TrackingUrl;
        ApplicationEnd.Unregister(context, app, attempt, request.Status, diagnostics);
        return true;
    }
}
