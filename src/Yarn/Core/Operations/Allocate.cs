using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// A master's heartbeat: what it wants and gives back; what it got (allocate). Answer: <see cref="Allocation"/>. Called again with the
/// response id before the last, it is given the last answer again; with any other, it is refused.
/// </summary>
public sealed class AllocateRequest : MasterRequest, IAsk<Allocation>
{
    /// <summary>Of the last answer; 0 after registering.</summary>
    public required int ResponseId { get; init; }

    /// <summary>0 … 1.</summary>
    public required float Progress { get; init; }

    public required IReadOnlyList<ResourceAsk> Asks { get; init; }

    public required IReadOnlyList<ContainerId> Releases { get; init; }

    /// <summary>Hosts, or racks, that it wants no containers on any more.</summary>
    public IReadOnlyList<string> BlacklistAdditions { get; init; } = [];

    public IReadOnlyList<string> BlacklistRemovals { get; init; } = [];

    /// <summary>Null: as before.</summary>
    public string? TrackingUrl { get; init; }
}

internal static class Allocate
{
    // Containers that a master gave back and no node has told of since the start.
    private const int MostReleased = 65_536;

    public static Allocation Run(OperationContext context, AllocateRequest request)
    {
        if (Masters.Find(context, request.Attempt) is not (var app, { } attempt))
        {
            throw new RmFault(
                RmError.ApplicationAttemptNotFound,
                $"Application attempt {request.Attempt} doesn't exist in ApplicationMasterService cache.");
        }

        attempt.LastSeen = context.Now.MonotonicMilliseconds;
        if (attempt.ResponseId < 0)
        {
            throw new RmFault(
                RmError.ApplicationMasterNotRegistered,
                "AM is not registered for known application attempt: "
                + $"{request.Attempt} or RM had restarted after AM registered.  AM should re-register.");
        }

        if (Next(request.ResponseId) == attempt.ResponseId && attempt.LastAnswer is { } last)
        {
            return last;
        }

        if (request.ResponseId != attempt.ResponseId)
        {
            throw new RmFault(
                RmError.InvalidApplicationMasterRequest,
                "Invalid responseId in AllocateRequest from application attempt: "
                + $"{request.Attempt} expect responseId to be {attempt.ResponseId} but get {request.ResponseId}");
        }

        Check(context, app, request);
        context.Changing();
        attempt.Progress = request.Progress is >= 0 and <= 1 ? request.Progress : request.Progress > 1 ? 1 : 0;
        attempt.TrackingUrl = request.TrackingUrl ?? attempt.TrackingUrl;
        Take(context, app, attempt, request);
        context.Scheduler.Settle(context.Now);
        attempt.ResponseId = Next(attempt.ResponseId);
        attempt.LastAnswer = Answer(context, app, attempt);
        return attempt.LastAnswer;
    }

    private static int Next(int responseId) => (responseId + 1) & int.MaxValue;

    private static void Check(OperationContext context, RmApp app, AllocateRequest request)
    {
        foreach (var ask in request.Asks)
        {
            Asks.Check(context, ask);
        }

        AllocateRoom.Check(app.Scheduled!, request);
        foreach (var name in request.BlacklistAdditions)
        {
            if (name == ResourceAsk.Any)
            {
                throw new RmFault(RmError.InvalidBlacklistRequest, "Cannot add * to the blacklist!");
            }
        }

        foreach (var id in request.Releases)
        {
            if (id.Attempt != request.Attempt && !(app.Submission.KeepContainers && id.Attempt.Application == app.Id))
            {
                throw new RmFault(
                    RmError.InvalidContainerRelease,
                    $"Cannot release container : {id} not belonging to this application attempt : {request.Attempt}");
            }
        }
    }

    private static void Take(OperationContext context, RmApp app, RmAttempt attempt, AllocateRequest request)
    {
        var scheduled = app.Scheduled!;

        // The master has the last answer: what it told need not be reported any more.
        Completions.Acknowledge(context, attempt);
        if (request.BlacklistAdditions.Count + request.BlacklistRemovals.Count > 0)
        {
            context.Scheduler.Demands.Blacklist(scheduled, request.BlacklistAdditions, request.BlacklistRemovals);
        }

        foreach (var id in request.Releases)
        {
            if (context.Scheduler.Containers.Find(id) is { } container)
            {
                Completions.Complete(context, container, ExitStatus.Aborted, "Container released by application", alive: true);
            }
            else if (context.State.MayComeBack(context.Now) && scheduled.ReleasedBeforeRecovery.Count < MostReleased)
            {
                scheduled.ReleasedBeforeRecovery.Add(id);
            }
        }

        if (request.Asks.Count > 0)
        {
            context.Scheduler.Demands.Ask(scheduled, request.Asks, context.Now);
        }
    }

    private static Allocation Answer(OperationContext context, RmApp app, RmAttempt attempt)
    {
        var scheduled = app.Scheduled!;
        return new Allocation
        {
            ResponseId = attempt.ResponseId,
            Allocated = context.Scheduler.Containers.TakeGranted(scheduled, context.Now),
            Completed = attempt.Ended.Tell(),
            Headroom = scheduled.Headroom(),
            UpdatedNodes = context.State.News.Take(attempt),
            ClusterNodes = context.Scheduler.Nodes.Count,
            Preempt = context.Scheduler.Preemption.MessageFor(scheduled),
            ApplicationPriority = app.Priority,
            FromPreviousAttempts = Recovery.TakeRecovered(attempt),
            PendingContainers = context.Scheduler.Queues.Root.PendingContainers,
            ClusterCores = context.Scheduler.Nodes.Total.VirtualCores,
        };
    }
}
