using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Scheduling;

namespace Hathi.Yarn.Core.Applications;

/// <summary>An application. What edits set is durable, the rest is of this life.</summary>
internal sealed class RmApp(Submission submission)
{
    public ApplicationId Id => Submission.Id;

    /// <summary>As it came; when the application has ended, what is kept of it.</summary>
    public Submission Submission { get; set; } = submission;

    public string User => Submission.User;

    public required string QueuePath { get; set; }

    public required int Priority { get; set; }

    public required long SubmitTime { get; init; }

    public long StartTime => SubmitTime;

    public long LaunchTime { get; set; }

    /// <summary>Wall milliseconds; -1: never.</summary>
    public required long ExpiresAt { get; set; }

    public ApplicationState State { get; set; } = ApplicationState.Accepted;

    public FinalStatus FinalStatus { get; set; }

    public string Diagnostics { get; set; } = "";

    /// <summary>0: it goes on.</summary>
    public long FinishTime { get; set; }

    /// <summary>What became of it is kept: nothing changes it any more.</summary>
    public bool HasFinal { get; set; }

    /// <summary>All attempts, the first first.</summary>
    public List<RmAttempt> Attempts { get; } = [];

    /// <summary>The newest attempt.</summary>
    public RmAttempt? Current => Attempts.Count > 0 ? Attempts[^1] : null;

    /// <summary>Its part in the scheduler; null before it is admitted and after it has ended.</summary>
    public AppShare? Share { get; set; }

    /// <summary>Nodes that have had containers of it, to be told when it has ended.</summary>
    public HashSet<NodeId> RanOn { get; } = [];

    /// <summary>Usage of containers that have ended, in MiB and core milliseconds.</summary>
    public long MemoryMillis { get; set; }

    public long CoreMillis { get; set; }

    public long PreemptedMemoryMillis { get; set; }

    public long PreemptedCoreMillis { get; set; }

    public int PreemptedContainers { get; set; }

    public RmAttempt? Attempt(ApplicationAttemptId id) => id.Application == Id && id.Attempt >= 1 && id.Attempt <= Attempts.Count ? Attempts[id.Attempt - 1] : null;
}
