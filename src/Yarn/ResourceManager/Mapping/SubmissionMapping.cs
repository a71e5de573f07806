using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>Submissions and asks, from messages to the Core's types.</summary>
internal static class SubmissionMapping
{
    /// <exception cref="RpcFault">A tag is not allowed, or there is no id or container to launch.</exception>
    public static Submission ToCore(ApplicationSubmissionContextProto context, string user)
    {
        Check(context);
        var tags = RequestLists.Tags(context.ApplicationTags);
        return new Submission
        {
            Id = context.ApplicationId.ToCore(),
            User = user,
            Name = RequestTexts.Name(context.ApplicationName),
            Queue = RequestTexts.Queue(context.Queue),
            Type = RequestTexts.Type(context.ApplicationType),
            Tags = tags,
            Priority = context.Priority is { } priority ? RequestNumbers.Int(priority.Priority) : -1,
            MasterAsks = MasterAsks(context),
            MaxAttempts = RequestNumbers.Int(context.MaxAppAttempts),
            FailuresValidityInterval = RequestNumbers.Long(context.AttemptFailuresValidityInterval),
            KeepContainers = context.KeepContainersAcrossApplicationAttempts,
            Unmanaged = context.UnmanagedAm,
            LifetimeSeconds = RequestLists.Lifetime(context.ApplicationTimeouts),
            NodeLabel = RequestTexts.Place(context.NodeLabelExpression),
            Payload = context.ToByteArray(),
        };
    }

    public static ResourceAsk ToCore(ResourceRequestProto ask) => new(
        ask.Priority is { } priority ? RequestNumbers.Int(priority.Priority) : 0,
        RequestNumbers.Long(ask.AllocationRequestId),
        RequestTexts.Place(ask.ResourceName),
        ask.Capability.ToCore(),
        RequestNumbers.Int(ask.NumContainers),
        ask.RelaxLocality,
        ask.ExecutionTypeRequest is { } type ? RequestNumbers.ExecutionType(type.ExecutionType) : ExecutionType.Guaranteed,
        RequestTexts.Place(ask.NodeLabelExpression));

    public static ResourceRequestProto ToProto(ResourceAsk ask) => new()
    {
        Priority = IdMapping.ToPriority(ask.Priority),
        ResourceName = ask.ResourceName,
        Capability = ask.Capability.ToProto(),
        NumContainers = ask.Containers,
        RelaxLocality = ask.RelaxLocality,
        AllocationRequestId = ask.AllocationRequestId,
    };

    private static List<ResourceAsk> MasterAsks(ApplicationSubmissionContextProto context)
    {
        const int OneContainer = 1;
        var requests = RequestLists.MasterAsks(context.AmContainerResourceRequest);
        if (requests.Count == 0)
        {
            return [new ResourceAsk(
                0, -1, ResourceAsk.Any, context.Resource.ToCore(), OneContainer, RelaxLocality: true, ExecutionType.Guaranteed, "")];
        }

        var asks = new List<ResourceAsk>();
        foreach (var ask in requests)
        {
            asks.Add(ask with
            {
                Priority = 0,
                Containers = OneContainer,
                Capability = ask.Capability.IsNone ? context.Resource.ToCore() : ask.Capability,
            });
        }

        return asks;
    }

    private static void Check(ApplicationSubmissionContextProto context)
    {
        if (context.ApplicationId is null)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, "The submission names no application id: ask for one by getNewApplication.");
        }

        if (context.AmContainerSpec is null && !context.UnmanagedAm)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, $"The submission of {context.ApplicationId.ToText()} says nothing about its "
                + "application master's container (am_container_spec).");
        }

        if (context.LogAggregationContext?.CalculateSize() > RequestLimits.LogContextBytes)
        {
            throw new RpcFault(
                JavaErrors.IllegalArgument,
                $"log_aggregation_context has more than {RequestLimits.LogContextBytes} bytes: write shorter patterns.");
        }

        if (context.AmContainerSpec is { } launch)
        {
            RequestLists.CheckAccess(launch.ApplicationACLs);
        }
    }
}
