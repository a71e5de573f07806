using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// Submits an application (submitApplication). Answer: null. One that was submitted already is not submitted again. A queue that does not
/// take it fails the application, not the call, as in Apache.
/// </summary>
public sealed class SubmitApplicationRequest : ClientRequest, IAsk<Done>
{
    public required Submission Submission { get; init; }
}

internal static class SubmitApplication
{
    /// <summary>
    /// Of a whole submission context: what must fit a record of the log, and is kept for as long as the application is known.
    /// </summary>
    private const int MaxPayloadBytes = 8 << 20;

    /// <summary>A hundred years: who says Long.MAX_VALUE means that there is no limit.</summary>
    internal const long LongestLifetimeSeconds = 100L * 366 * 24 * 3600;

    public static void Run(OperationContext context, SubmitApplicationRequest request)
    {
        var submission = request.Submission;
        if (context.State.Apps.TryGetValue(submission.Id, out var there))
        {
            if (!string.Equals(there.Submission.User, submission.User, StringComparison.Ordinal))
            {
                throw new RmFault(RmError.Yarn,
                    $"{submission.Id} was submitted by another user, {there.Submission.User}: ask for an id with getNewApplication");
            }

            return;
        }

        Check(context, submission);
        var queue = submission.Queue.Length == 0 ? "default" : submission.Queue;
        var leaf = context.Scheduler.Queues.FindLeaf(queue);
        var priority = Math.Min(
            submission.Priority < 0 ? leaf?.Settings.DefaultPriority ?? 0 : submission.Priority, context.Options.MaxPriority);
        var now = context.Now.WallMilliseconds;
        context.Commit(new ApplicationSubmitted(submission, leaf?.Path ?? queue, priority, now, ExpiresAt(submission, leaf, now)));
        var app = context.State.Apps[submission.Id];
        if (leaf is null)
        {
            Refuse(context, app, $"Application {submission.Id} submitted by user {submission.User} to unknown queue: {queue}. "
                + $"The queues are: {context.Scheduler.Queues.LeafNames()}");
        }
        else if (leaf.WhyNotAdmitted(app) is { } why)
        {
            Refuse(context, app, why);
        }
        else
        {
            Attempts.Admit(context, app, leaf);
        }
    }

    private static void Refuse(OperationContext context, RmApp app, string why)
    {
        context.Note(why);
        ApplicationEnd.Finish(context, app, ApplicationState.Failed, FinalStatus.Failed, why);
    }

    private static void Check(OperationContext context, Submission submission)
    {
        if (submission.Id.Id < 1 || submission.Id.ClusterTimestamp < 0)
        {
            throw new RmFault(RmError.Yarn, $"{submission.Id} is no id of an application: ask for one with getNewApplication");
        }

        // Who took numbers that are still to be given out would have others' applications under his own name.
        if (submission.Id.ClusterTimestamp == context.State.ClusterTimestamp && submission.Id.Id > context.State.LastApplicationId)
        {
            throw new RmFault(RmError.Yarn, $"{submission.Id} was given to nobody: ask for an id with getNewApplication");
        }

        if (submission.Payload.Length > MaxPayloadBytes)
        {
            throw new RmFault(RmError.Yarn, $"{submission.Id} is submitted with {submission.Payload.Length} bytes, "
                + $"and {MaxPayloadBytes} are taken: hand large files over as local resources");
        }

        var live = context.State.Submissions.LiveOf(submission.User);
        if (live + submission.Payload.Length > context.Options.MaxBytesOfUser)
        {
            throw new RmFault(
                RmError.Yarn,
                $"The applications of {submission.User} that run or wait were submitted with {live} bytes; "
                + $"with the {submission.Payload.Length} of {submission.Id} that is more than {context.Options.MaxBytesOfUser}: "
                + "wait for some of them to end");
        }

        if (submission.NodeLabel.Length > 0)
        {
            throw new RmFault(RmError.InvalidResourceRequest, $"Application {submission.Id} asks for nodes of label "
                + $"'{submission.NodeLabel}', and no node here has a label: submit it without node_label_expression");
        }

        if (submission.MasterAsks.Count == 0 && !submission.Unmanaged)
        {
            throw new RmFault(
                RmError.InvalidResourceRequest,
                $"Invalid resource request, no resources requested for the application master of {submission.Id}");
        }

        foreach (var ask in submission.MasterAsks)
        {
            Asks.Check(context, ask);
        }
    }

    private static long ExpiresAt(Submission submission, LeafQueue? leaf, long now)
    {
        var seconds = submission.LifetimeSeconds > 0 ? submission.LifetimeSeconds : leaf?.Settings.DefaultLifetimeSeconds ?? -1;
        var most = leaf?.Settings.MaximumLifetimeSeconds ?? -1;
        seconds = most > 0 ? seconds > 0 ? Math.Min(seconds, most) : most : seconds;
        return seconds > 0 ? now + (Math.Min(seconds, LongestLifetimeSeconds) * 1000) : -1;
    }
}
