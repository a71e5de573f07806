using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

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

    /// <summary>
    /// Attempts that are kept, in memory, log and image, for as long as the application is. A service whose master fails once a day has
    /// more in years: the oldest are forgotten, and only those that are left count as failures.
    /// </summary>
    public const int MostAttempts = 1_000;

    private readonly List<RmAttempt> _attempts = [];

    /// <summary>The attempts that are kept, in their order.</summary>
    public IReadOnlyList<RmAttempt> Attempts => _attempts;

    /// <summary>The newest attempt.</summary>
    public RmAttempt? Current => _attempts.Count > 0 ? _attempts[^1] : null;

    /// <summary>The number of the attempt that comes next.</summary>
    public int NextAttempt => Current is { } last ? last.Id.Attempt + 1 : 1;

    /// <summary>What the scheduler has of it; null before it is admitted and after it has ended.</summary>
    public ScheduledApplication? Scheduled { get; set; }

    /// <summary>Nodes that have had containers of it, to be told when it has ended.</summary>
    public HashSet<NodeId> RanOn { get; } = [];

    /// <summary>What containers that have ended had, times the milliseconds that they had it.</summary>
    public ResourceSum Had { get; set; }

    /// <summary>What those of them had that were taken from it for others.</summary>
    public ResourceSum Preempted { get; set; }

    public int PreemptedContainers { get; set; }

    /// <summary>The attempt; null: there is none, or it is forgotten.</summary>
    public RmAttempt? Attempt(ApplicationAttemptId id) =>
        id.Application == Id && _attempts.Count > 0 && id.Attempt - _attempts[0].Id.Attempt is >= 0 and var at && at < _attempts.Count
            ? _attempts[at]
            : null;

    /// <summary>The next attempt.</summary>
    /// <returns>The oldest, when it is forgotten for it.</returns>
    public RmAttempt? Add(RmAttempt attempt)
    {
        _attempts.Add(attempt);
        if (_attempts.Count <= MostAttempts)
        {
            return null;
        }

        var oldest = _attempts[0];
        _attempts.RemoveAt(0);
        return oldest;
    }
}
