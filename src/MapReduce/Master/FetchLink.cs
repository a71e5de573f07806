using Hathi.MapReduce.Client;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.MapReduce.Shuffle.Fetch;

namespace Hathi.MapReduce.Master;

/// <summary>What a reduce that fetches hears from its master, one call after the other.</summary>
internal sealed class FetchLink(IMasterLink master, TaskAttemptId reduce) : IFetchMaster
{
    private int _seen;

    public async Task<IReadOnlyList<MapOutputPlace>> NextPlacesAsync(CancellationToken cancellationToken)
    {
        var request = new MapOutputsRequestProto { Reduce = reduce.ToMessage(), From = _seen };
        var reply = await master.MapOutputsAsync(request, cancellationToken).ConfigureAwait(false);
        _seen += reply.Outputs.Count;
        return [.. reply.Outputs.Select(o => new MapOutputPlace(o.Map.ToAttempt(reduce.Task.Job), o.Host, o.Port, o.Lost))];
    }

    public Task ReportFailuresAsync(IReadOnlyList<TaskAttemptId> maps, CancellationToken cancellationToken)
    {
        var request = new FetchFailedRequestProto { Reduce = reduce.ToMessage() };
        request.Maps.AddRange(maps.Select(m => m.ToMessage()));
        return master.FetchFailedAsync(request, cancellationToken);
    }
}
