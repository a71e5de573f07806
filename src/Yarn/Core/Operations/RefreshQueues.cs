using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>The queues' configuration was read again (refreshQueues). Answer: null. A queue that has applications cannot go.</summary>
public sealed class RefreshQueuesRequest : ClientRequest, IAsk<Done>
{
    public required QueueSettings Queues { get; init; }
}

internal static class RefreshQueues
{
    public static void Run(OperationContext context, RefreshQueuesRequest request)
    {
        try
        {
            request.Queues.Validate();
        }
        catch (ArgumentException e)
        {
            throw new RmFault(RmError.Io, $"Failed to re-init queues : {e.Message}");
        }

        context.Changing();
        context.Scheduler.Applications.Refresh(request.Queues);
    }
}
