using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>Where a live container is.</summary>
internal enum LiveContainerState : byte
{
    /// <summary>Granted; its master does not know yet.</summary>
    Allocated = 1,

    /// <summary>Its master knows; its node has not told that it runs.</summary>
    Acquired = 2,

    Running = 3,

    Ended = 4,
}

/// <summary>A live container: in the lists of its application and of its node.</summary>
internal sealed class RmContainer
{
    public required ContainerId Id { get; init; }

    public required RmApp App { get; init; }

    public required RmNode Node { get; init; }

    public required Resource Resource { get; init; }

    public required int Priority { get; init; }

    public required long AllocationRequestId { get; init; }

    public required bool IsMaster { get; init; }

    /// <summary>Wall milliseconds.</summary>
    public required long CreationTime { get; init; }

    /// <summary>In <see cref="Scheduling.LiveContainers.Passed"/>: what it has used counts from here.</summary>
    public required long Since { get; init; }

    /// <summary>It was granted where its host was named; given back untold, the host is wanted again.</summary>
    public bool TookHost { get; set; }

    /// <summary>The same for its rack.</summary>
    public bool TookRack { get; set; }

    /// <summary>Its kind could have been granted on any node of its rack.</summary>
    public bool MayBeOnRack { get; set; } = true;

    /// <summary>Its kind could have been granted anywhere.</summary>
    public bool MayBeAnywhere { get; init; } = true;

    public LiveContainerState State { get; set; } = LiveContainerState.Allocated;

    public bool IsLive => State != LiveContainerState.Ended;

    /// <summary>Its place among what its application was granted and not yet told; -1: it was told, or is a master's.</summary>
    public int UntoldAt { get; set; } = -1;

    public bool IsUntold => UntoldAt >= 0;

    /// <summary>Monotonic milliseconds since which it is to be given back; 0: it is not.</summary>
    public long PreemptSince { get; set; }

    public RmContainer? NextOfApp { get; set; }

    public RmContainer? PreviousOfApp { get; set; }

    public RmContainer? NextOfNode { get; set; }

    public RmContainer? PreviousOfNode { get; set; }

    public GrantedContainer ToGranted() => new()
    {
        Id = Id,
        Node = Node.Id,
        NodeHttpAddress = Node.HttpAddress,
        Resource = Resource,
        Priority = Priority,
        AllocationRequestId = AllocationRequestId,
        ExecutionType = ExecutionType.Guaranteed,
        User = App.User,
        CreationTime = CreationTime,
        IsMaster = IsMaster,
    };
}
