using System.Collections.Concurrent;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Engine;

namespace Hathi.Yarn.ResourceManager.Launch;

/// <summary>
/// What applications said about their logs when they were submitted: the token of each of their containers carries it to the NodeManagers.
/// </summary>
internal sealed class Submissions(ResourceManagerEngine engine)
{
    /// <summary>Applications remembered; the table starts anew when it is full.</summary>
    private const int MaxApplications = 10_000;

    private readonly ConcurrentDictionary<ApplicationId, LogAggregationContextProto?> _logs = new();

    /// <summary>What an application said about its logs; null: nothing.</summary>
    public ValueTask<LogAggregationContextProto?> LogsOfAsync(ApplicationId id) =>
        _logs.TryGetValue(id, out var known) ? new ValueTask<LogAggregationContextProto?>(known) : AskAsync(id);

    /// <summary>The submission as it came.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">There is no such application.</exception>
    public async ValueTask<ApplicationSubmissionContextProto> OfAsync(ApplicationId id)
    {
        var submission = await engine.AskAsync(new GetSubmissionRequest { User = "", Id = id }).ConfigureAwait(false);
        return ProtoBytes.Parse(submission.Payload.Span, ApplicationSubmissionContextProto.Parser);
    }

    private async ValueTask<LogAggregationContextProto?> AskAsync(ApplicationId id)
    {
        if (_logs.Count >= MaxApplications)
        {
            _logs.Clear();
        }

        return _logs[id] = (await OfAsync(id).ConfigureAwait(false)).LogAggregationContext;
    }
}
