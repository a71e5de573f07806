using System.Net;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A DataNode's calls with a mistake: heartbeats tell of every storage that it ever had, as it was when it was there.</summary>
internal sealed class MistakenMemory(IRpcClient calls, DataNodeHost host) : IRpcClient
{
    private static readonly ConditionalWeakTable<DataNodeHost, SortedDictionary<string, StorageReportProto>> s_known = [];

    public int NextCallId() => calls.NextCallId();

    public Task<TResponse> CallAsync<TResponse>(
        EndPoint server,
        RpcProtocolName protocol,
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        RpcCallOptions options,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        if (request is HeartbeatRequestProto beat)
        {
            AddGone(beat);
        }

        return calls.CallAsync(server, protocol, method, request, parser, options, cancellation);
    }

    public ValueTask DisposeAsync() => calls.DisposeAsync();

    private void AddGone(HeartbeatRequestProto beat)
    {
        var known = s_known.GetValue(host, static _ => new(StringComparer.Ordinal));
        foreach (var report in beat.Reports)
        {
            known[report.StorageUuid] = report.Clone();
        }

        var there = beat.Reports.Select(static r => r.StorageUuid).ToHashSet(StringComparer.Ordinal);
        beat.Reports.AddRange(known.Values.Where(r => !there.Contains(r.StorageUuid)).Select(static r => r.Clone()));
    }
}
