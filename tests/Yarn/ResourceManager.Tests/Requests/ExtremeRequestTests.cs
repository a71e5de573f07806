using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.Tests.Requests;

namespace Hathi.Yarn.ResourceManager.Tests.Requests;

/// <summary>
/// Every method that is served, with every text and list of its request longer than any limit, and every number far from plausible: what is
/// too long is refused by a limit, nothing by a mistake of ours, and what was accepted is read again at the next start.
/// </summary>
public sealed class ExtremeRequestTests
{
    /// <summary>More than any limit on a text or a list.</summary>
    private const int TooMuch = 70_000;

    /// <summary>Parts of requests that nothing here looks at: however long, they are dropped with the request.</summary>
    private static readonly string[] s_unread =
    [
        "resource_value_map", "customResources", "application_scheduling_properties", "update_requests", "scheduling_requests",
        "placement_constraints", "allocation_tags",
        "subClusterId", "sub_cluster_id", "nodeLabels", "nodeLabelExpression", "nodeAttributes", "hostnames", "nodeStatus",
        "increased_containers", "container_attributes",
        "registering_collectors", "bytes",
        "password", "kind", "service", // of a delegation token: the password is compared with the one that was given
    ];

    /// <summary>
    /// Parts of a submission that go to the NodeManager as they came: it checks them (RequestLaunch), and their bytes were counted
    /// (RequestBytes.Submission, SubmitApplication).
    /// </summary>
    private static readonly string[] s_handedOn =
    [
        "localResources", "tokens", "tokens_conf", "service_data", "environment", "command", "container_retry_context",
    ];

    /// <summary>Cut, not refused.</summary>
    private static readonly string[] s_cut = ["diagnostics", "health_report", "applicationType"];

    private static readonly string[] s_wordsOfLimits = [" at most ", " maximum ", " more than "];
    private static readonly HashSet<string> s_unlimited = [.. s_unread, .. s_handedOn, .. s_cut];

    [Theory]
    [InlineData(ProtocolNames.ApplicationClient)]
    [InlineData(ProtocolNames.ApplicationMaster)]
    [InlineData(ProtocolNames.ResourceTracker)]
    [InlineData(ProtocolNames.ResourceManagerAdministration)]
    public async Task What_is_too_long_is_refused_and_nothing_is_a_mistake_of_ours(string protocol)
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var application = await rm.SubmitAsync();
        var token = MasterTests.TokenOf(await node.NextStartAsync());
        await MasterTests.RegisterAsync(rm, token);
        var methods = rm.Server.Served.Single(p => p.Name == protocol).Methods.ToList();
        Assert.NotEmpty(methods);
        var wrong = new List<string>();
        var tried = 0;
        foreach (var method in methods)
        {
            foreach (var (field, request) in Extremes.TooLong(() => Plausible(method.NewRequest(), application, node.Id), TooMuch))
            {
                tried++;
                var refusal = await RefusalAsync(rm, protocol, token, method.Name, request);
                if (IsByLimit(refusal) == field.Split('.').Any(s_unlimited.Contains) || refusal is { JavaClass: JavaErrors.Runtime })
                {
                    wrong.Add($"{method.Name}: {field}: {(refusal is null ? "was accepted" : $"{refusal.JavaClass}: {refusal.Message}")}");
                }
            }

            foreach (var (field, request) in Extremes.Numbers(() => Plausible(method.NewRequest(), application, node.Id)))
            {
                if (await RefusalAsync(rm, protocol, token, method.Name, request) is { JavaClass: JavaErrors.Runtime } mistake)
                {
                    wrong.Add($"{method.Name}: {field}: {mistake.Message}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
        await rm.RestartAsync();
        Assert.NotNull(await rm.ReportAsync(application));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    [InlineData(int.MinValue)]
    public void What_is_no_port_is_refused(int port)
    {
        var refusal = Assert.Throws<RpcFault>(() => RequestNumbers.Port(port, "r.HttpPort"));
        Assert.Equal((JavaErrors.IllegalArgument, $"HttpPort is {port}, and a port is 0 … 65535."), (refusal.JavaClass, refusal.Message));
        Assert.Equal(65_535, RequestNumbers.Port(65_535));
    }

    private static bool IsByLimit(RpcRemoteException? refusal) =>
        refusal is { JavaClass: JavaErrors.InvalidToken or JavaErrors.IllegalArgument }
            && s_wordsOfLimits.Any(words => refusal.Message.Contains(words, StringComparison.Ordinal));

    private static async Task<RpcRemoteException?> RefusalAsync(
        TestResourceManager rm, string protocol, Token token, string method, IMessage request)
    {
        try
        {
            var sent = Empty.Parser.ParseFrom(request.ToByteArray()); // a message without fields keeps any bytes
            _ = protocol switch
            {
                ProtocolNames.ApplicationClient => await rm.ClientAsync(method, sent, Empty.Parser),
                ProtocolNames.ApplicationMaster => await rm.MasterAsync(token, method, sent, Empty.Parser),
                ProtocolNames.ResourceTracker => await rm.TrackerAsync(method, sent, Empty.Parser),
                _ => await rm.AdminAsync(method, sent, Empty.Parser),
            };
            return null;
        }
        catch (RpcRemoteException e)
        {
            return e;
        }
    }

    // What must be there so that the fields behind it are looked at.
    private static IMessage Plausible(IMessage request, ApplicationIdProto application, NodeIdProto node)
    {
        foreach (var field in request.Descriptor.Fields.InFieldNumberOrder()
            .Where(static f => f.FieldType == FieldType.Message && !f.IsRepeated))
        {
            object? value = field.MessageType.ClrType.Name switch
            {
                nameof(ApplicationIdProto) => application,
                nameof(ApplicationAttemptIdProto) => Attempt(application),
                nameof(ContainerIdProto) => new ContainerIdProto { AppAttemptId = Attempt(application), Id = 1 },
                nameof(NodeIdProto) => node,
                nameof(NodeStatusProto) => new NodeStatusProto { NodeId = node },
                nameof(PriorityProto) => new PriorityProto { Priority = 1 },
                nameof(ApplicationSubmissionContextProto) => new ApplicationSubmissionContextProto
                {
                    ApplicationId = new ApplicationIdProto { ClusterTimestamp = 1, Id = 1 },
                    Resource = new ResourceProto { Memory = 512, VirtualCores = 1 },
                    AmContainerSpec = new ContainerLaunchContextProto(),
                },
                _ => field.IsRequired ? Extremes.Least(field.MessageType) : null,
            };
            if (value is not null)
            {
                field.Accessor.SetValue(request, Copy((IMessage)value));
            }
        }

        foreach (var field in request.Descriptor.Fields.InFieldNumberOrder()
            .Where(static f => f.IsRequired && f.FieldType != FieldType.Message))
        {
            field.Accessor.SetValue(request, Extremes.Least(field));
        }

        return request;
    }

    private static ApplicationAttemptIdProto Attempt(ApplicationIdProto application) =>
        new() { ApplicationId = application, AttemptId = 1 };

    private static IMessage Copy(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteString());
}
