using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// All attempts of an application (getApplicationAttempts). Answer: List of <see cref="AttemptReport"/>, the first first.
/// </summary>
public sealed class GetApplicationAttemptsRequest : ClientRequest, IAsk<List<AttemptReport>>
{
    public required ApplicationId Id { get; init; }
}

/// <summary>One attempt (getApplicationAttemptReport). Answer: <see cref="AttemptReport"/>.</summary>
public sealed class GetApplicationAttemptReportRequest : ClientRequest, IAsk<AttemptReport>
{
    public required ApplicationAttemptId Attempt { get; init; }
}

internal static class GetApplicationAttempts
{
    public static List<AttemptReport> Run(OperationContext context, GetApplicationAttemptsRequest request)
    {
        var app = Lookup.App(context, request.Id);
        var reports = new List<AttemptReport>(app.Attempts.Count);
        foreach (var attempt in app.Attempts)
        {
            reports.Add(Reports.Of(app, attempt));
        }

        return reports;
    }

    public static AttemptReport Run(OperationContext context, GetApplicationAttemptReportRequest request) =>
        Reports.Of(Lookup.App(context, request.Attempt.Application), Lookup.Attempt(context, request.Attempt));
}
