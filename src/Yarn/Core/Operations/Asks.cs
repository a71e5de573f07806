using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>What may be asked for (SchedulerUtils.validateResourceRequest).</summary>
internal static class Asks
{
    /// <exception cref="RmFault">InvalidResourceRequest, with the figures.</exception>
    public static void Check(OperationContext context, ResourceAsk ask)
    {
        if (ask.Capability.MemoryMiB < 0 || ask.Capability.VirtualCores < 0 || ask.Containers < 0)
        {
            throw new RmFault(RmError.InvalidResourceRequest, "Invalid resource request! Cannot allocate containers as requested resource "
                + $"is less than 0! Requested resource={ask.Capability}, containers={ask.Containers}");
        }

        var most = context.Scheduler.Nodes.MaximumAllocation(context.Now);
        if (!ask.Capability.FitsIn(most))
        {
            var type = ask.Capability.MemoryMiB > most.MemoryMiB ? "memory-mb" : "vcores";
            var configured = context.Options.MaximumAllocation;
            throw new RmFault(
                RmError.InvalidResourceRequest,
                "Invalid resource request! Cannot allocate containers as requested resource is greater than maximum allowed allocation. "
                + $"Requested resource type=[{type}], Requested resource={ask.Capability}, maximum allowed allocation={most}, "
                + "please note that maximum allowed allocation is calculated by scheduler based on maximum resource of registered "
                + $"NodeManagers, which might be less than configured maximum allocation={configured}. "
                + (ask.Capability.FitsIn(configured)
                    ? "Ask for less, or give a NodeManager more (yarn.nodemanager.resource.memory-mb, "
                        + "yarn.nodemanager.resource.cpu-vcores)."
                    : "Ask for less, or raise yarn.scheduler.maximum-allocation-mb and yarn.scheduler.maximum-allocation-vcores."));
        }

        if (ask.NodeLabel.Length > 0)
        {
            throw new RmFault(
                RmError.InvalidResourceRequest, $"Invalid label resource request, cluster do not contain , label= {ask.NodeLabel}");
        }
    }
}
