using System.Runtime.CompilerServices;
using Google.Protobuf.Collections;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>Lists of requests: counted before anything is made of them, and what is in them checked as well.</summary>
internal static class RequestLists
{
    /// <summary>What a master asks for.</summary>
    public static IReadOnlyList<ResourceAsk> Asks(
        RepeatedField<ResourceRequestProto> asks, [CallerArgumentExpression(nameof(asks))] string field = "") =>
        [.. asks.AtMost(RequestLimits.PlacesOfAllocate, field).Select(SubmissionMapping.ToCore)];

    /// <summary>What a submission asks for its master; one of them is enough.</summary>
    public static IReadOnlyList<ResourceAsk> MasterAsks(
        RepeatedField<ResourceRequestProto> asks, [CallerArgumentExpression(nameof(asks))] string field = "") =>
        [.. asks.AtMost(RequestLimits.MasterAsks, field).Select(SubmissionMapping.ToCore)];

    /// <summary>Containers that a master gives back.</summary>
    public static IReadOnlyList<ContainerId> Releases(
        RepeatedField<ContainerIdProto> ids, [CallerArgumentExpression(nameof(ids))] string field = "") =>
        [.. ids.AtMost(RequestLimits.PlacesOfAllocate, field).Select(static id => id.ToCore())];

    /// <summary>Nodes or racks that a master wants no containers on, or wants some on again.</summary>
    public static IReadOnlyList<string> Avoided(RepeatedField<string> places) =>
        [.. places.AtMost(RequestLimits.PlacesOfAllocate, "blacklist_request").Select(static place => RequestTexts.Place(place))];

    /// <summary>Values of a filter; none: everything passes.</summary>
    public static IReadOnlyList<string> Filter(
        RepeatedField<string> values, [CallerArgumentExpression(nameof(values))] string field = "") =>
        [.. values.AtMost(RequestLimits.FilterValues, field).Select(value => RequestTexts.FilterValue(value, field))];

    /// <summary>States of applications that are wanted.</summary>
    public static IReadOnlyList<ApplicationState> States(
        RepeatedField<YarnApplicationStateProto> states, [CallerArgumentExpression(nameof(states))] string field = "") =>
        [.. states.AtMost(RequestLimits.FilterValues, field).Select(RequestNumbers.State)];

    /// <summary>States of nodes that are wanted.</summary>
    public static IReadOnlyList<NodeState> States(
        RepeatedField<NodeStateProto> states, [CallerArgumentExpression(nameof(states))] string field = "") =>
        [.. states.AtMost(RequestLimits.FilterValues, field).Select(RequestNumbers.State)];

    /// <summary>
    /// Until when an application may run, as it is written and in wall milliseconds. There is one kind of such times, and of several the
    /// last counts, as in the map of Apache's record; all are read.
    /// </summary>
    /// <exception cref="RpcFault">
    /// There is none, or one is no time; in Apache's words (ClientRMService, RMServerUtils.validateISO8601AndConvertToLocalTimeEpoch).
    /// </exception>
    public static (string Text, long Time) Timeout(
        RepeatedField<ApplicationUpdateTimeoutMapProto> timeouts, [CallerArgumentExpression(nameof(timeouts))] string field = "")
    {
        var times = timeouts.AtMost(RequestLimits.Timeouts, field)
            .Select(static timeout => (timeout.ExpireTime, RequestTexts.Time(timeout.ExpireTime))).ToList();
        return times.Count > 0
            ? times[^1]
            : throw FaultMapping.ToRpc(RmError.Yarn, "At least one ApplicationTimeoutType should be configured for updating timeouts.");
    }

    /// <summary>Seconds that an application may run, by what its submission says first; -1: nothing.</summary>
    public static long Lifetime(
        RepeatedField<ApplicationTimeoutMapProto> timeouts, [CallerArgumentExpression(nameof(timeouts))] string field = "")
    {
        foreach (var timeout in timeouts.AtMost(RequestLimits.Timeouts, field))
        {
            if (timeout.ApplicationTimeoutType == ApplicationTimeoutTypeProto.AppTimeoutLifetime)
            {
                return timeout.Timeout;
            }
        }

        return -1;
    }

    /// <summary>
    /// An application's tags, each once; one that is told several times counts once. The refusals are Apache's
    /// (ApplicationSubmissionContextPBImpl.checkTags).
    /// </summary>
    public static IReadOnlyList<string> Tags(RepeatedField<string> tags)
    {
        var different = tags.Distinct(StringComparer.Ordinal).Take(RequestLimits.Tags + 1).ToList();
        return different.Count <= RequestLimits.Tags
            ? [.. different.Select(RequestTexts.Tag).Distinct(StringComparer.Ordinal)]
            : throw new RpcFault(
                JavaErrors.IllegalArgument, $"Too many applicationTags, a maximum of only {RequestLimits.Tags} are allowed!");
    }

    /// <summary>Refuses access lists that are too many or too long: they are read again for each who asks for the application.</summary>
    public static void CheckAccess(RepeatedField<ApplicationACLMapProto> lists, [CallerArgumentExpression(nameof(lists))] string field = "")
    {
        foreach (var list in lists.AtMost(RequestLimits.AccessLists, field))
        {
            RequestTexts.AccessList(list.Acl, field);
        }
    }

    /// <summary>
    /// Access lists of a submission that was taken, to be handed on or kept; made anew: a message keeps fields that it does not know,
    /// which nothing has counted.
    /// </summary>
    public static IReadOnlyList<ApplicationACLMapProto> Access(RepeatedField<ApplicationACLMapProto> lists) =>
        [.. lists.Select(static list => new ApplicationACLMapProto { AccessType = list.AccessType, Acl = list.Acl })];

    /// <summary>Access lists of a submission that was taken, those for one kind of access.</summary>
    public static IEnumerable<string> Access(RepeatedField<ApplicationACLMapProto> lists, ApplicationAccessTypeProto type) =>
        lists.Where(list => list.AccessType == type).Select(static list => list.Acl);

    /// <summary>Variables of a submission that was taken: its bytes were counted, and they are the master's own.</summary>
    public static RepeatedField<StringStringMapProto> Variables(RepeatedField<StringStringMapProto> variables) => variables;

    /// <summary>What runs or has ended on a node, by its heartbeat.</summary>
    public static IReadOnlyList<ContainerStatus> Containers(
        RepeatedField<ContainerStatusProto> statuses, [CallerArgumentExpression(nameof(statuses))] string field = "") =>
        [.. statuses.AtMost(RequestLimits.OfNode, field).Select(NodeMapping.ToCore)];

    /// <summary>What runs or has ended on a node, by its registration.</summary>
    public static IReadOnlyList<NodeContainerStatus> Containers(
        RepeatedField<NMContainerStatusProto> statuses, [CallerArgumentExpression(nameof(statuses))] string field = "") =>
        [.. statuses.AtMost(RequestLimits.OfNode, field).Select(NodeMapping.ToCore)];

    /// <summary>Applications of a node.</summary>
    public static IReadOnlyList<ApplicationId> Applications(
        RepeatedField<ApplicationIdProto> ids, [CallerArgumentExpression(nameof(ids))] string field = "") =>
        [.. ids.AtMost(RequestLimits.OfNode, field).Select(static id => id.ToCore())];

    /// <summary>How far a node is with the logs of applications; those of which it says nothing are left out.</summary>
    public static IReadOnlyList<(ApplicationId Application, LogAggregationStatusProto Status)> LogReports(
        RepeatedField<LogAggregationReportProto> reports, [CallerArgumentExpression(nameof(reports))] string field = "") =>
        [.. reports.AtMost(RequestLimits.OfNode, field).Where(static report => report.HasLogAggregationStatus)
            .Select(static report => (report.ApplicationId.ToCore(), RequestNumbers.LogState(report.LogAggregationStatus)))];
}
