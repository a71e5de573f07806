using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>A worker's master over RPC; the job's token proves that the worker is one of the job's.</summary>
internal sealed class RpcMasterLink(EndPoint master, Token token) : IMasterLink, IAsyncDisposable
{
    internal static readonly RpcProtocolName Protocol = new(ProtocolNames.Umbilical, (long)ProtocolNames.Version);

    // A master that is busy is waited for; one that is gone takes its workers with it.
    private static readonly RpcRetryPolicy Retry = new(6, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3), RepeatsSentCalls: true);

    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name) { CallTimeout = TimeSpan.FromSeconds(30) });
    private readonly RpcCallOptions _options = new() { Token = token, Retry = Retry };

    public Task<HelloResponseProto> HelloAsync(HelloRequestProto request, CancellationToken cancellation) =>
        CallAsync("hello", request, HelloResponseProto.Parser, cancellation);

    public Task<NextTaskResponseProto> NextTaskAsync(NextTaskRequestProto request, CancellationToken cancellation) =>
        CallAsync("nextTask", request, NextTaskResponseProto.Parser, cancellation);

    public Task<AttemptReportResponseProto> ReportAsync(AttemptReportProto request, CancellationToken cancellation) =>
        CallAsync("report", request, AttemptReportResponseProto.Parser, cancellation);

    public Task DoneAsync(TaskDoneRequestProto request, CancellationToken cancellation) =>
        CallAsync("done", request, AcknowledgedProto.Parser, cancellation);

    public Task FailedAsync(TaskFailedRequestProto request, CancellationToken cancellation) =>
        CallAsync("failed", request, AcknowledgedProto.Parser, cancellation);

    public Task<MapOutputsResponseProto> MapOutputsAsync(MapOutputsRequestProto request, CancellationToken cancellation) =>
        CallAsync("mapOutputs", request, MapOutputsResponseProto.Parser, cancellation);

    public Task FetchFailedAsync(FetchFailedRequestProto request, CancellationToken cancellation) =>
        CallAsync("fetchFailed", request, AcknowledgedProto.Parser, cancellation);

    public Task<MayCommitResponseProto> MayCommitAsync(MayCommitRequestProto request, CancellationToken cancellation) =>
        CallAsync("mayCommit", request, MayCommitResponseProto.Parser, cancellation);

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();

    private Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
        => _rpc.CallAsync(master, Protocol, method, request, parser, _options, cancellation);
}
