using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>What clients name, found or refused in Apache's words.</summary>
internal static class Lookup
{
    public static RmApp App(OperationContext context, ApplicationId id) => context.State.Apps.TryGetValue(id, out var app)
        ? app
        : throw new RmFault(
            RmError.ApplicationNotFound,
            $"Application with id '{id}' doesn't exist in RM. Please check that the job submission was successful.");

    public static RmAttempt Attempt(OperationContext context, ApplicationAttemptId id) =>
        App(context, id.Application).Attempt(id)
        ?? throw new RmFault(RmError.ApplicationAttemptNotFound, $"ApplicationAttempt with id '{id}' doesn't exist in RM.");
}
