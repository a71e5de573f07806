using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>A number for an application that is to be submitted (getNewApplication). Answer: <see cref="NewApplication"/>.</summary>
public sealed class GetNewApplicationRequest : ClientRequest, IAsk<NewApplication>;

internal static class GetNewApplication
{
    // The number is of no account: it may be left out.
    public static NewApplication Run(OperationContext context, GetNewApplicationRequest request) =>
        new(
            new ApplicationId(context.State.ClusterTimestamp, ++context.State.LastApplicationId),
            context.Scheduler.Nodes.MaximumAllocation(context.Now));
}
