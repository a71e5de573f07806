using Hathi.Base;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>Changes when an application is ended for having taken too long (updateApplicationTimeouts, LIFETIME). Answer: the time that
/// holds, in wall milliseconds: the queue's maximum may have made it earlier. One that has ended is left as it is, and
/// answered as if not.</summary>
public sealed class UpdateApplicationTimeoutsRequest : ClientRequest, IAsk<long>
{
    public required ApplicationId Id { get; init; }

    /// <summary>Wall milliseconds since 1970.</summary>
    public required long ExpiresAt { get; init; }
}

internal static class UpdateApplicationTimeouts
{
    public static long Run(OperationContext context, UpdateApplicationTimeoutsRequest request)
    {
        var app = Lookup.App(context, request.Id);
        if (app.Scheduled is null)
        {
            return request.ExpiresAt;
        }

        if (app.HasFinal)
        {
            throw new RmFault(RmError.Yarn, $"Application is in {app.State.ToString().ToUpperInvariant()} state can not update timeout.");
        }

        if (request.ExpiresAt <= context.Now.WallMilliseconds)
        {
            throw new RmFault(RmError.Yarn, "Expire time is less than current time, "
                + $"current-time={UnixTimes.Iso(context.Now.WallMilliseconds)} expire-time={UnixTimes.Iso(request.ExpiresAt)}");
        }

        var most = app.Scheduled.Leaf.Settings.MaximumLifetimeSeconds;
        var latest = app.SubmitTime + (Math.Min(most, SubmitApplication.LongestLifetimeSeconds) * 1000);
        var expiresAt = most > 0 ? Math.Min(request.ExpiresAt, latest) : request.ExpiresAt;
        context.Commit(new ApplicationUpdated(app.Id, app.QueuePath, app.Priority, expiresAt));
        return expiresAt;
    }
}
