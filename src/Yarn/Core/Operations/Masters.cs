using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>Which attempts may speak.</summary>
internal static class Masters
{
    /// <summary>The attempt, when it is its application's current one and may still speak; otherwise a null attempt.</summary>
    public static (RmApp App, RmAttempt? Attempt) Find(OperationContext context, ApplicationAttemptId id)
    {
        if (!context.State.Apps.TryGetValue(id.Application, out var app))
        {
            return (null!, null);
        }

        var attempt = app.Current;
        return attempt is not null && attempt.Id == id && attempt.MayRegister && !app.HasFinal ? (app, attempt) : (app, null);
    }
}
