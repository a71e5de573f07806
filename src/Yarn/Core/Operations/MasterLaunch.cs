using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>The master's container was started. Nobody waits.</summary>
public sealed class AmLaunched : RmInput
{
    public required ApplicationAttemptId Attempt { get; init; }
}

/// <summary>The master's container could not be started. Nobody waits.</summary>
public sealed class AmLaunchFailed : RmInput
{
    public required ApplicationAttemptId Attempt { get; init; }

    /// <summary>What the NodeManager said, or why it was not reached.</summary>
    public required string Diagnostics { get; init; }
}

internal static class MasterLaunch
{
    public static void Run(OperationContext context, AmLaunched input)
    {
        if (Find(context, input.Attempt) is { } attempt)
        {
            attempt.State = AttemptState.Launched;
            attempt.LastSeen = context.Now.MonotonicMilliseconds;
        }
    }

    public static void Run(OperationContext context, AmLaunchFailed input)
    {
        if (Find(context, input.Attempt) is { } attempt)
        {
            var app = context.State.Apps[input.Attempt.Application];
            Attempts.Fail(
                context, app, attempt, $"Error launching {input.Attempt}. Got exception: {input.Diagnostics}", ExitStatus.Invalid,
                counts: true);
        }
    }

    // Only while it is awaited: an answer may come late, when the master has registered or the attempt is over.
    private static RmAttempt? Find(OperationContext context, ApplicationAttemptId id) =>
        context.State.Apps.TryGetValue(id.Application, out var app) && app.Current is { State: AttemptState.Allocated } attempt
        && attempt.Id == id && !app.HasFinal
            ? attempt
            : null;
}
