using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>Ends an attempt; the next one begins if there is one left (failApplicationAttempt). Answer: null.</summary>
public sealed class FailApplicationAttemptRequest : ClientRequest, IAsk<Done>
{
    public required ApplicationAttemptId Attempt { get; init; }
}

internal static class FailApplicationAttempt
{
    public static void Run(OperationContext context, FailApplicationAttemptRequest request)
    {
        var app = Lookup.App(context, request.Attempt.Application);
        if (app.Attempt(request.Attempt) is not { } attempt)
        {
            throw new RmFault(RmError.ApplicationAttemptNotFound, $"ApplicationAttempt with id '{request.Attempt}' doesn't exist in RM.");
        }

        if (!app.HasFinal && attempt == app.Current && !attempt.IsOver)
        {
            context.Changing();
            Attempts.Fail(context, app, attempt, $"Attempt failed by user {request.User}.", ExitStatus.Invalid, counts: true);
        }
    }
}
