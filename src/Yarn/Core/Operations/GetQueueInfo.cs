using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>A queue (getQueueInfo, /ws/v1/cluster/scheduler with root, recursive). Answer: <see cref="QueueReport"/>.</summary>
public sealed class GetQueueInfoRequest : ClientRequest, IAsk<QueueReport>
{
    /// <summary>Path, or name of a queue.</summary>
    public required string Queue { get; init; }

    public required bool IncludeApplications { get; init; }

    public required bool IncludeChildren { get; init; }

    /// <summary>With children, theirs too.</summary>
    public required bool Recursive { get; init; }
}

internal static class GetQueueInfo
{
    public static QueueReport Run(OperationContext context, GetQueueInfoRequest request) =>
        context.Scheduler.Queues.Find(request.Queue) is { } queue
        ? QueueReports.Of(context, queue, request.IncludeApplications, request.IncludeChildren, request.Recursive)
        : throw new RmFault(RmError.Yarn, $"Unknown queue: {request.Queue}");
}
