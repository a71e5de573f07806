using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>What a worker says to its master: over RPC from a container, straight when it runs in the master itself. Thread-safe.</summary>
internal interface IMasterLink
{
    /// <summary>The first call: what the job is.</summary>
    Task<HelloResponseProto> HelloAsync(HelloRequestProto request, CancellationToken cancellation);

    /// <summary>What to do next; answered when there is something, or after a while.</summary>
    Task<NextTaskResponseProto> NextTaskAsync(NextTaskRequestProto request, CancellationToken cancellation);

    /// <summary>How far an attempt is.</summary>
    Task<AttemptReportResponseProto> ReportAsync(AttemptReportProto request, CancellationToken cancellation);

    /// <summary>An attempt is done, and committed.</summary>
    Task DoneAsync(TaskDoneRequestProto request, CancellationToken cancellation);

    /// <summary>An attempt failed.</summary>
    Task FailedAsync(TaskFailedRequestProto request, CancellationToken cancellation);

    /// <summary>Where map outputs are, from a place in that list on; answered when there are more, or after a while.</summary>
    Task<MapOutputsResponseProto> MapOutputsAsync(MapOutputsRequestProto request, CancellationToken cancellation);

    /// <summary>Map outputs could not be fetched.</summary>
    Task FetchFailedAsync(FetchFailedRequestProto request, CancellationToken cancellation);

    /// <summary>Whether an attempt may make its output that of its task.</summary>
    Task<MayCommitResponseProto> MayCommitAsync(MayCommitRequestProto request, CancellationToken cancellation);
}
