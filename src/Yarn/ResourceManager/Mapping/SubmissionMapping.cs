using Google.Protobuf;
using Hathi.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>Submissions and asks, from messages to the Core's types.</summary>
internal static class SubmissionMapping
{
    /// <summary>yarn.resourcemanager.application.max-tags and .max-tag.length.</summary>
    private const int MaxTags = 10;
    private const int MaxTagLength = 100;

    /// <summary>What Apache cuts an application's type to.</summary>
    private const int MaxTypeLength = 20;

    /// <exception cref="RpcFault">A tag is not allowed, or there is no id or container to launch.</exception>
    public static Submission ToCore(ApplicationSubmissionContextProto context, string user)
    {
        Check(context);
        var type = context.ApplicationType;
        return new Submission
        {
            Id = context.ApplicationId.ToCore(),
            User = user,
            Name = context.ApplicationName.AtMost(RequestLimits.Name),
            Queue = context.Queue.AtMost(RequestLimits.Queue),
            Type = type.Length > MaxTypeLength ? type[..MaxTypeLength] : type,
            Tags = [.. context.ApplicationTags.Select(static tag => tag.ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
            Priority = context.Priority?.Priority ?? -1,
            MasterAsks = MasterAsks(context),
            MaxAttempts = context.MaxAppAttempts,
            FailuresValidityInterval = context.AttemptFailuresValidityInterval,
            KeepContainers = context.KeepContainersAcrossApplicationAttempts,
            Unmanaged = context.UnmanagedAm,
            LifetimeSeconds = Lifetime(context),
            NodeLabel = context.NodeLabelExpression.AtMost(RequestLimits.Place),
            Payload = context.ToByteArray(),
        };
    }

    public static ResourceAsk ToCore(ResourceRequestProto ask) => new(
        ask.Priority?.Priority ?? 0,
        ask.AllocationRequestId,
        ask.ResourceName.AtMost(RequestLimits.Place),
        ask.Capability.ToCore(),
        ask.NumContainers,
        ask.RelaxLocality,
        (ExecutionType)(ask.ExecutionTypeRequest?.ExecutionType ?? ExecutionTypeProto.Guaranteed),
        ask.NodeLabelExpression.AtMost(RequestLimits.Place));

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
        if (context.AmContainerResourceRequest.Count == 0)
        {
            return [new ResourceAsk(0, -1, ResourceAsk.Any, context.Resource.ToCore(), OneContainer, RelaxLocality: true, ExecutionType.Guaranteed, "")];
        }

        var asks = new List<ResourceAsk>();
        foreach (var request in context.AmContainerResourceRequest.AtMost(RequestLimits.MasterAsks))
        {
            var ask = ToCore(request);
            asks.Add(ask with
            {
                Priority = 0,
                Containers = OneContainer,
                Capability = ask.Capability.IsNone ? context.Resource.ToCore() : ask.Capability,
            });
        }

        return asks;
    }

    private static long Lifetime(ApplicationSubmissionContextProto context)
    {
        foreach (var timeout in context.ApplicationTimeouts)
        {
            if (timeout.ApplicationTimeoutType == ApplicationTimeoutTypeProto.AppTimeoutLifetime)
            {
                return timeout.Timeout;
            }
        }

        return -1;
    }

    private static void Check(ApplicationSubmissionContextProto context)
    {
        if (context.ApplicationId is null)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, "The submission names no application id: ask for one by getNewApplication.");
        }

        if (context.AmContainerSpec is null && !context.UnmanagedAm)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, $"The submission of {context.ApplicationId.ToText()} says nothing about its application master's container (am_container_spec).");
        }

        if (context.LogAggregationContext?.CalculateSize() > RequestLimits.LogContextBytes)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, $"log_aggregation_context has more than {RequestLimits.LogContextBytes} bytes: write shorter patterns.");
        }

        if (context.ApplicationTags.Count > MaxTags)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, $"Too many applicationTags, a maximum of only {MaxTags} are allowed!");
        }

        foreach (var tag in context.ApplicationTags)
        {
            if (tag.Length > MaxTagLength)
            {
                throw new RpcFault(JavaErrors.IllegalArgument, $"Tag {tag[..MaxTagLength]}... is too long, maximum allowed length of a tag is {MaxTagLength}");
            }

            if (tag.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new RpcFault(JavaErrors.IllegalArgument, $"A tag can only have ASCII characters! Invalid tag - {tag}");
            }
        }
    }
}
