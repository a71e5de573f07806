using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// What is kept of a submission whose application has ended: who may see it, and what it said of its logs. The rest of what is shown the
/// Core has for itself; resources, variables, commands and tokens were for a master that does not come again.
/// </summary>
internal static class EndedSubmission
{
    /// <param name="payload">The submission as it came, or what this kept of it.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> payload)
    {
        var submitted = ProtoBytes.Parse(payload.Span, ApplicationSubmissionContextProto.Parser);
        var kept = new ApplicationSubmissionContextProto { LogAggregationContext = submitted.LogAggregationContext };
        if (submitted.AmContainerSpec is { } launch && RequestLists.Access(launch.ApplicationACLs) is { Count: > 0 } lists)
        {
            kept.AmContainerSpec = new ContainerLaunchContextProto();
            kept.AmContainerSpec.ApplicationACLs.AddRange(lists);
        }

        return kept.ToByteArray();
    }
}
