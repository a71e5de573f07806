using Hathi.Base;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>What a start demands of requests that are read back: whoever works with the container takes it to be there.</summary>
internal static class StoredRequests
{
    internal static void Demand(StartContainerRequestProto request)
    {
        var missing = IRequiredFields.FirstMissing(request)
            ?? (request.ContainerToken is null ? "container_token" : null)
            ?? (request.ContainerLaunchContext is null ? "container_launch_context" : null)
            ?? (RequestLaunch.Resources(request.ContainerLaunchContext!).All(static r => r.Resource?.Resource is not null)
                ? null
                : "localResources.value");
        DemandNone(missing);
    }

    internal static void Demand(ContainerTokenIdentifierProto token) => DemandNone(
        IRequiredFields.FirstMissing(token) ?? (token.ContainerId?.AppAttemptId?.ApplicationId is null
            ? "containerId"
            : token.Resource is null ? "resource"
            : token.AppSubmitter.Length == 0 ? "appSubmitter"
            : null));

    private static void DemandNone(string? missing)
    {
        if (missing is not null)
        {
            throw new InvalidDataException($"It has no {missing}.");
        }
    }
}
