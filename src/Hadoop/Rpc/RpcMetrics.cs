using System.Diagnostics.Metrics;

namespace Hathi.Hadoop.Rpc;

/// <summary>Figures of the servers in this process, under the meter "Hathi.Rpc".</summary>
internal static class RpcMetrics
{
    private static readonly Meter s_meter = new("Hathi.Rpc");

    public static Counter<long> ConnectionsAccepted { get; } =
        s_meter.CreateCounter<long>("hathi.rpc.server.connections.accepted", "{connection}", "Connections taken");

    public static Counter<long> ConnectionsRejected { get; } =
        s_meter.CreateCounter<long>(
            "hathi.rpc.server.connections.rejected", "{connection}", "Connections closed at once: the limit was reached");

    public static Counter<long> CallsAnswered { get; } =
        s_meter.CreateCounter<long>("hathi.rpc.server.calls.answered", "{call}", "Calls answered");

    public static Counter<long> CallsRefused { get; } =
        s_meter.CreateCounter<long>("hathi.rpc.server.calls.refused", "{call}", "Calls answered with an error");
}
