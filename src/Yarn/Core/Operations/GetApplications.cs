using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// Applications that pass all filters, in the order they were submitted (getApplications). Answer: List of <see cref="ApplicationReport"/>.
/// An empty filter passes all.
/// </summary>
public sealed class GetApplicationsRequest : ClientRequest, IAsk<List<ApplicationReport>>
{
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>As clients know them: Finishing counts as Finished.</summary>
    public IReadOnlyCollection<ApplicationState> States { get; init; } = [];

    public IReadOnlyCollection<string> Users { get; init; } = [];

    /// <summary>Paths or names of leaves.</summary>
    public IReadOnlyCollection<string> Queues { get; init; } = [];

    /// <summary>One of these is enough.</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>At most so many.</summary>
    public long Limit { get; init; } = long.MaxValue;

    public long StartBegin { get; init; }

    public long StartEnd { get; init; } = long.MaxValue;

    public long FinishBegin { get; init; }

    public long FinishEnd { get; init; } = long.MaxValue;

    /// <summary>Null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Only those of <see cref="ClientRequest.User"/>.</summary>
    public bool OwnOnly { get; init; }
}

internal static class GetApplications
{
    public static List<ApplicationReport> Run(OperationContext context, GetApplicationsRequest request)
    {
        var found = new List<ApplicationReport>();
        foreach (var app in context.State.Apps.Values)
        {
            if (found.Count >= request.Limit)
            {
                break;
            }

            if (Passes(app, request))
            {
                found.Add(Reports.Of(context, app));
            }
        }

        return found;
    }

    private static bool Passes(RmApp app, GetApplicationsRequest request) =>
        (request.Types.Count == 0 || Has(request.Types, app.Submission.Type, StringComparison.OrdinalIgnoreCase))
        && (request.States.Count == 0
            || request.States.Contains(app.State == ApplicationState.Finishing ? ApplicationState.Finished : app.State))
        && (request.Users.Count == 0 || request.Users.Contains(app.User))
        && (request.Queues.Count == 0
            || Has(request.Queues, app.QueuePath, StringComparison.Ordinal)
            || Has(request.Queues, Reports.LeafName(app.QueuePath), StringComparison.Ordinal))
        && (request.Tags.Count == 0 || HasTag(app, request.Tags))
        && app.StartTime >= request.StartBegin && app.StartTime <= request.StartEnd
        && (request is { FinishBegin: 0, FinishEnd: long.MaxValue }
            || (app.FinishTime >= request.FinishBegin && app.FinishTime <= request.FinishEnd))
        && (request.Name is null || app.Submission.Name == request.Name)
        && (!request.OwnOnly || app.User == request.User);

    private static bool Has(IReadOnlyCollection<string> wanted, string value, StringComparison comparison)
    {
        foreach (var one in wanted)
        {
            if (string.Equals(one, value, comparison))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasTag(RmApp app, IReadOnlyCollection<string> wanted)
    {
        foreach (var tag in app.Submission.Tags)
        {
            if (Has(wanted, tag, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
