using System.Runtime.CompilerServices;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// Numbers and enumerations of requests. Where the Core has a rule for a number that is out of range, the number goes there as it is. A
/// number that an enum does not name never comes here: decoding a request drops it (<see cref="Hathi.Base.IRequiredFields"/>),
/// as Java's parser does.
/// </summary>
internal static class RequestNumbers
{
    /// <summary>An answer's number, a priority, an exit code, a count: the Core says what it may be.</summary>
    public static int Int(int value) => value;

    /// <summary>A time, a length of time, a number of an ask: the Core says what it may be.</summary>
    public static long Long(long value) => value;

    /// <summary>How far an application is; the Core cuts it to 0 … 1.</summary>
    public static float Progress(float value) => value;

    /// <summary>The port of a NodeManager's pages.</summary>
    /// <exception cref="RpcFault">It is none.</exception>
    public static int Port(int value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value is >= 0 and <= RequestLimits.Port
            ? value
            : throw new RpcFault(
                JavaErrors.IllegalArgument, $"{field[(field.LastIndexOf('.') + 1)..]} is {value}, and a port is 0 … {RequestLimits.Port}.");

    /// <summary>The port of a master, which it alone, and its clients, use: -1 where it has none.</summary>
    public static int MasterPort(int value) => value;

    /// <summary>Memory of a machine or of containers in use, MiB; Apache takes it as it is: it is shown, and added to nothing.</summary>
    public static int Used(int mebibytes) => mebibytes;

    /// <summary>Cores in use: shown, and weighed by the scheduler, which takes what is no number for none.</summary>
    public static float Cores(float cores) => cores;

    /// <summary>Seconds in which a decommission is to end; negative: however long it takes.</summary>
    public static int Seconds(int value) => value;

    public static bool IsGraceful(DecommissionTypeProto type) => type == DecommissionTypeProto.Graceful;

    public static SignalCommand Signal(SignalContainerCommandProto command) => (SignalCommand)command;

    public static FinalStatus FinalStatus(FinalApplicationStatusProto status) => (FinalStatus)status;

    public static ExecutionType ExecutionType(ExecutionTypeProto type) => (ExecutionType)type;

    public static ContainerState State(ContainerStateProto state) => (ContainerState)state;

    public static ApplicationState State(YarnApplicationStateProto state) => (ApplicationState)state;

    public static NodeState State(NodeStateProto state) => (NodeState)state;

    public static LogAggregationStatusProto LogState(LogAggregationStatusProto status) => status;

    public static ApplicationsRequestScopeProto Scope(ApplicationsRequestScopeProto scope) => scope;
}
