using Hathi.Hadoop.Rpc;
using Hathi.Web.Faults;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Calls;
using Hathi.Yarn.ResourceManager.Mapping;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// Which applications a REST call wants, and which of their fields: parameters that make no sense are refused in Apache's words. Source:
/// ApplicationsRequestBuilder, DeSelectFields.
/// </summary>
internal static class ApplicationFilter
{
    private const string JavaFinalStatus = "org.apache.hadoop.yarn.api.records.FinalApplicationStatus";

    private static readonly string[] Deselectable =
    [
        "resourceRequests", "timeouts", "appNodeLabelExpression", "amNodeLabelExpression", "resourceInfo",
    ];

    /// <summary>The states that clients know, in Java's order.</summary>
    public static readonly ApplicationState[] States =
    [
        ApplicationState.New, ApplicationState.NewSaving, ApplicationState.Submitted, ApplicationState.Accepted,
        ApplicationState.Running, ApplicationState.Finished, ApplicationState.Failed, ApplicationState.Killed,
    ];

    /// <summary>The request to the Core.</summary>
    /// <exception cref="RestFault">A parameter makes no sense.</exception>
    public static async ValueTask<GetApplicationsRequest> ReadAsync(HttpContext context, CallSite site)
    {
        var user = RestQuery.UserOf(context);
        var queue = RestQuery.Text(context, "queue");
        if (queue is not null)
        {
            await RequireQueueAsync(site, user, queue).ConfigureAwait(false);
        }

        var limit = RestQuery.Limit(context, static _ => "limit value must be a number!");
        var (startBegin, startEnd) = RestQuery.Span(
            context, "startedTimeBegin", "startedTimeEnd", ("startedTimeBegin", "startedTimeEnd"), NotANumber);
        var (finishBegin, finishEnd) = RestQuery.Span(
            context, "finishedTimeBegin", "finishedTimeEnd", ("finishTimeBegin", "finishTimeEnd"), NotANumber);
        return new GetApplicationsRequest
        {
            User = user,
            States = StatesOf([.. RestQuery.List(context, "states"), .. RestQuery.List(context, "state")]),
            Users = RestQuery.Text(context, "user") is { } owner ? [owner] : [],
            Queues = queue is null ? [] : [queue],
            Types = RestQuery.List(context, "applicationTypes").AtMost(RequestLimits.FilterValues, "applicationTypes"),
            Tags = [.. RestQuery.List(context, "applicationTags")
                .AtMost(RequestLimits.FilterValues, "applicationTags")
                .Select(static tag => tag.ToLowerInvariant())],
            Limit = limit ?? long.MaxValue,
            StartBegin = startBegin,
            StartEnd = startEnd,
            FinishBegin = finishBegin,
            FinishEnd = finishEnd,
            Name = RestQuery.Raw(context, "name"),
        };
    }

    /// <summary>States by their names in Java, whatever the case.</summary>
    /// <exception cref="RestFault">One is none.</exception>
    public static IReadOnlyCollection<ApplicationState> StatesOf(IReadOnlyList<string> names)
    {
        var wanted = new HashSet<ApplicationState>();
        foreach (var name in names)
        {
            var at = Array.FindIndex(States, s => ApplicationJson.StateName(s).Equals(name, StringComparison.OrdinalIgnoreCase));
            wanted.Add(at >= 0 ? States[at] : throw RestFault.BadRequest(
                $"Invalid application-state {name} specified. It should be one of "
                + $"[{string.Join(", ", States.Select(ApplicationJson.StateName))}]"));
        }

        return wanted;
    }

    /// <summary>The final status that is wanted; null: any.</summary>
    /// <exception cref="RestFault">It is none.</exception>
    public static FinalStatus? FinalStatusOf(HttpContext context)
    {
        if (RestQuery.Text(context, "finalStatus") is not { } wanted)
        {
            return null;
        }

        foreach (var status in Enum.GetValues<FinalStatus>())
        {
            if (status.ToString().ToUpperInvariant() == wanted)
            {
                return status;
            }
        }

        throw RestFault.NoConstant(JavaFinalStatus, wanted);
    }

    /// <summary>Fields that are left out (<c>deSelects</c>).</summary>
    /// <exception cref="RestFault">One is no field that can be.</exception>
    public static IReadOnlySet<string> LeftOut(HttpContext context)
    {
        var fields = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in RestQuery.List(context, "deSelects"))
        {
            fields.Add(Deselectable.FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw RestFault.BadRequest(
                $"Invalid deSelects string {name} specified. It should be one of [{string.Join(", ", Deselectable)}]"));
        }

        return fields;
    }

    private static string NotANumber(string name, string text) => name + " value must be a number!";

    private static async ValueTask RequireQueueAsync(CallSite site, string user, string queue)
    {
        try
        {
            await site.Engine.AskAsync(
                new GetQueueInfoRequest { User = user, Queue = queue,
                    IncludeApplications = false, IncludeChildren = false, Recursive = false }).ConfigureAwait(false);
        }
        catch (RpcFault)
        {
            throw RestFault.BadRequest($"Unknown queue: {queue}");
        }
    }
}
