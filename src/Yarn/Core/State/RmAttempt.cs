using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>One try of an application.</summary>
internal sealed class RmAttempt(ApplicationAttemptId id)
{
    public ApplicationAttemptId Id { get; } = id;

    public AttemptState State { get; set; } = AttemptState.Scheduled;

    /// <summary>0 until one is granted.</summary>
    public long MasterContainer { get; set; }

    public NodeId? MasterNode { get; set; }

    public string MasterNodeHttpAddress { get; set; } = "";

    public long StartTime { get; set; }

    public long FinishTime { get; set; }

    public string Host { get; set; } = "N/A";

    public int RpcPort { get; set; } = -1;

    public string TrackingUrl { get; set; } = "";

    public string Diagnostics { get; set; } = "";

    public FinalStatus FinalStatus { get; set; }

    public int ExitStatus { get; set; } = Model.ExitStatus.Invalid;

    /// <summary>It failed in a way that is the application's doing.</summary>
    public bool Counts { get; set; }

    public float Progress { get; set; }

    /// <summary>Of the last answer; -1: its master has not registered (again).</summary>
    public int ResponseId { get; set; } = -1;

    public Allocation? LastAnswer { get; set; }

    /// <summary>When its master was last heard, monotonic milliseconds.</summary>
    public long LastSeen { get; set; }

    /// <summary>Containers granted in this epoch.</summary>
    public long Granted { get; set; }

    /// <summary>How much of the news of nodes its master knows.</summary>
    public long NewsSeen { get; set; }

    /// <summary>Ended containers of which its master has not said that it knows.</summary>
    public EndedContainers Ended { get; } = new();

    /// <summary>Containers of earlier attempts that came back after its master had registered.</summary>
    public List<GrantedContainer> RecoveredToTell { get; } = [];

    /// <summary>It was stored by an earlier life of the ResourceManager: its master may run.</summary>
    public bool IsRecovered { get; set; }

    /// <summary>It is in the log.</summary>
    public bool IsStored { get; set; }

    /// <summary>What became of it is in the log.</summary>
    public bool HasFinal { get; set; }

    /// <summary>As it is in the log.</summary>
    public int FinalExitStatus { get; set; }

    /// <summary>As it is in the log.</summary>
    public string FinalTrackingUrl { get; set; } = "";

    public bool IsOver => State is AttemptState.Failed or AttemptState.Finished or AttemptState.Killed;

    /// <summary>Its master may have been started.</summary>
    public bool MayRegister => State is AttemptState.Allocated or AttemptState.Launched or AttemptState.Running;

    public ContainerId? MasterContainerId => MasterContainer == 0 ? null : new ContainerId(Id, MasterContainer);
}
