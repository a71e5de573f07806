using Google.Protobuf;
using Hathi.Hadoop.Tokens;
using Hathi.Tests.Cases.Calls;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests.Masters;

/// <summary>
/// A cluster of one node of 4 GiB, and the master of an application that was launched there: what a transcript asks is asked by this
/// master, but <c>nodeHeartbeat</c>, which is its node's, and of which nobody asks for an answer. Before something is asked again the node
/// is heard. A container that is named by its number alone is one of this master. <c>$APPLICATION</c> is the number of its application.
/// </summary>
internal sealed class MasterStage : CallStage
{
    private readonly IResourceManagerCalls _rm;
    private readonly FakeNode _node;
    private readonly ApplicationIdProto _application;
    private readonly Token _token;
    private int _responseId;

    private MasterStage(IResourceManagerCalls rm, FakeNode node, ApplicationIdProto application, Token token) =>
        (_rm, _node, _application, _token) = (rm, node, application, token);

    public static async Task<MasterStage> StartAsync(IResourceManagerCalls rm, FakeNode node)
    {
        var id = (await rm.ClientAsync(
            "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser)).ApplicationId;
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = id,
            ApplicationName = "a master",
            Queue = "default",
            ApplicationType = "YARN",
            Priority = new PriorityProto { Priority = 0 },
            MaxAppAttempts = 1,
            Resource = new ResourceProto { Memory = 512, VirtualCores = 1 },
            AmContainerSpec = new ContainerLaunchContextProto { Command = { "true" } },
        };
        var request = new SubmitApplicationRequestProto { ApplicationSubmissionContext = context };
        await rm.ClientAsync("submitApplication", request, SubmitApplicationResponseProto.Parser);
        var started = node.NextStartAsync();
        while (!started.IsCompleted)
        {
            await node.HeartbeatAsync();
        }

        return new MasterStage(rm, node, id, MasterTests.TokenOf(await started));
    }

    protected override Task<string> CallAsync(string method, string body) => method switch
    {
        "registerApplicationMaster" => CallAsync(
            method, Message<RegisterApplicationMasterRequestProto>(body), RegisterApplicationMasterResponseProto.Parser),
        "allocate" => AllocateAsync(Message<AllocateRequestProto>(body)),
        "finishApplicationMaster" => CallAsync(
            method, Message<FinishApplicationMasterRequestProto>(body), FinishApplicationMasterResponseProto.Parser),
        "nodeHeartbeat" => HeartbeatAsync(Message<NodeStatusProto>(body)),
        _ => throw new NotSupportedException($"no transcript has {method} yet"),
    };

    // What was asked for stays asked for.
    protected override async Task<string> CallAgainAsync(string method, string body)
    {
        await _node.HeartbeatAsync();
        return method == "allocate"
            ? await AllocateAsync(new AllocateRequestProto { Progress = Message<AllocateRequestProto>(body).Progress })
            : await CallAsync(method, body);
    }

    protected override string Named(string json) => json.Replace(
        _application.ToText()["application_".Length..], "$APPLICATION", StringComparison.Ordinal);

    // Where the transcript gives no number it is the one that the last answer had.
    private async Task<string> AllocateAsync(AllocateRequestProto request)
    {
        request.ResponseId = request.HasResponseId ? request.ResponseId : _responseId;
        Complete(request.Release);
        var answer = await _rm.MasterAsync(_token, "allocate", request, AllocateResponseProto.Parser);
        _responseId = answer.ResponseId;
        return Json(answer);
    }

    private async Task<string> HeartbeatAsync(NodeStatusProto status)
    {
        Complete(status.ContainersStatuses.Select(static s => s.ContainerId));
        await _node.HeartbeatAsync([.. status.ContainersStatuses]);
        return "{}";
    }

    private void Complete(IEnumerable<ContainerIdProto> ids)
    {
        foreach (var id in ids.Where(static id => id.AppAttemptId is null))
        {
            id.AppAttemptId = new ApplicationAttemptIdProto { ApplicationId = _application, AttemptId = 1 };
        }
    }

    private async Task<string> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => Json(await _rm.MasterAsync(_token, method, request, parser));
}
