using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// A master tells that it runs, and where (registerApplicationMaster). Answer: <see cref="RegisteredApplicationMaster"/>. Its first
/// allocate has response id 0.
/// </summary>
public sealed class RegisterApplicationMasterRequest : MasterRequest, IAsk<RegisteredApplicationMaster>
{
    public required string Host { get; init; }

    public required int RpcPort { get; init; }

    public required string TrackingUrl { get; init; }
}

internal static class RegisterApplicationMaster
{
    public static RegisteredApplicationMaster Run(OperationContext context, RegisterApplicationMasterRequest request)
    {
        if (Masters.Find(context, request.Attempt) is not (var app, { } attempt))
        {
            throw new RmFault(RmError.InvalidApplicationMasterRequest, $"Application doesn't exist in cache {request.Attempt}");
        }

        if (attempt.ResponseId >= 0 && app.Submission is not { Unmanaged: true, KeepContainers: true })
        {
            throw new RmFault(RmError.InvalidApplicationMasterRequest, $"Application Master is already registered : {app.Id}");
        }

        context.Changing();
        attempt.ResponseId = 0;
        attempt.LastAnswer = null;
        attempt.LastSeen = context.Now.MonotonicMilliseconds;
        attempt.Host = request.Host;
        attempt.RpcPort = request.RpcPort;
        attempt.TrackingUrl = request.TrackingUrl;
        attempt.State = AttemptState.Running;
        app.State = ApplicationState.Running;
        var kept = new List<GrantedContainer>();
        if (app.Submission.KeepContainers)
        {
            for (var container = app.Scheduled!.FirstContainer; container is not null; container = container.NextOfApp)
            {
                if (!container.IsMaster)
                {
                    kept.Add(container.ToGranted());
                }
            }
        }

        attempt.RecoveredToTell.Clear();
        return new RegisteredApplicationMaster(
            context.Scheduler.Nodes.MaximumAllocation(context.Now), app.QueuePath, kept, context.Options.CpuDecides, app.User);
    }
}
