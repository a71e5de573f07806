using Hathi.Base;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>Why a pipeline does not work (any more).</summary>
/// <param name="Node">The index of the node at fault; the first one when nobody knows better.</param>
/// <param name="IsRestarting">It said that it restarts.</param>
/// <param name="Cause">What happened.</param>
internal sealed record PipelineFault(int Node, bool IsRestarting, Exception Cause);

/// <summary>A pipeline could not be set up.</summary>
internal sealed class PipelineSetupException(PipelineFault fault) : EnvironmentException(fault.Cause.Message, fault.Cause)
{
    internal PipelineFault Fault { get; } = fault;
}
