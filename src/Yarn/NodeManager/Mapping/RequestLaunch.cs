using Google.Protobuf;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>
/// The launch context of a container, part by part. It is checked once, before the container is written down: what is read afterwards, also
/// of one that was started before this node was, has passed that.
/// </summary>
internal static class RequestLaunch
{
    /// <summary>Refuses a launch context with which no container starts, or that holds more than one may.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">YarnException: what is wrong with it.</exception>
    public static void Check(ContainerLaunchContextProto context)
    {
        DemandFew("local resources", context.LocalResources.Count, RequestLimits.LocalResources);
        foreach (var resource in context.LocalResources)
        {
            RequestResources.Check(resource);
        }

        // What is filled in makes it longer, and it would come back with every start of this node. Empty ones count as well.
        var length = context.Command.Sum(static c => c.Length + 1L) + context.Environment.Sum(
            static v => v.Key.Length + v.Value.Length + 1L);
        if (length > RequestLimits.LaunchCharacters)
        {
            throw YarnFaults.Yarn($"The commands and variables of the container have {length} characters: "
                + $"no process is started with more than {RequestLimits.LaunchCharacters}.");
        }

        DemandFew("entries for auxiliary services", context.ServiceData.Count, RequestLimits.Services);
        DemandFew("access lists", context.ApplicationACLs.Count, RequestLimits.AccessLists);
        if (context.ApplicationACLs.Any(static list => list.Acl.Length > RequestLimits.AccessList))
        {
            throw YarnFaults.Yarn($"An access list of the application has more than {RequestLimits.AccessList} characters.");
        }
    }

    /// <summary>Names in the container's directory, and what is to be there.</summary>
    public static IReadOnlyList<(string Name, LocalResourceProto Resource)> Resources(ContainerLaunchContextProto context) =>
        [.. context.LocalResources.Select(static r => (r.Key, r.Value))];

    /// <summary>Variables; of two of one name the later counts.</summary>
    public static IEnumerable<(string Name, string Value)> Variables(ContainerLaunchContextProto context) =>
        context.Environment.Select(static v => (v.Key, v.Value));

    /// <summary>Words of the command.</summary>
    public static IReadOnlyList<string> Command(ContainerLaunchContextProto context) => context.Command;

    /// <summary>A credentials file, byte for byte; who asked is alone who reads it.</summary>
    public static ReadOnlySpan<byte> Tokens(ContainerLaunchContextProto context) => context.Tokens.Span;

    /// <summary>What auxiliary services are to be told.</summary>
    public static IEnumerable<(string Service, ByteString Data)> Services(ContainerLaunchContextProto context) =>
        context.ServiceData.Select(static s => (s.Key, s.Value));

    /// <summary>
    /// Who may see and change the application, made anew: a message keeps fields that it does not know, which nothing has counted, and
    /// these are kept as long as the application is.
    /// </summary>
    public static IReadOnlyList<ApplicationACLMapProto> AccessLists(ContainerLaunchContextProto context) =>
        [.. context.ApplicationACLs.Select(static list => new ApplicationACLMapProto { AccessType = list.AccessType, Acl = list.Acl })];

    /// <summary>An access list, by the name of its kind in Java.</summary>
    public static (string Kind, string List) Access(ApplicationACLMapProto list) =>
        (list.AccessType == ApplicationAccessTypeProto.AppaccessModifyApp ? "MODIFY_APP" : "VIEW_APP", list.Acl);

    private static void DemandFew(string what, int count, int most)
    {
        if (count > most)
        {
            throw YarnFaults.Yarn($"The container has {count} {what}, and at most {most} are taken.");
        }
    }
}
