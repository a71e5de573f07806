using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Tests.Cases.Calls;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests.Transcripts;

/// <summary>
/// A master that starts containers on a node, and files for them. Who is to start a container has leave for the next one: 1, 2, …, for
/// the node of the token that stands in the transcript, else for this one; a container that is named by its number alone is one of this
/// master. <c>$FILES</c> is where words.txt and lib.zip lie, changed last 1,700,000,000 s after 1970, <c>$NODE</c> the node's name, and
/// <c>[$TIME]</c> stands before each line of diagnostics.
/// </summary>
internal sealed partial class NodeStage : CallStage
{
    private const string Files = "$FILES";
    private const string Node = "$NODE";

    private static readonly RpcProtocolName s_protocol = new(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version);
    private static readonly ApplicationAttemptIdProto s_attempt = YarnIds.ParseAttempt("appattempt_1700000000000_0001_000001");

    // As ResourceManagers write it.
    private static readonly ResourceProto s_resource = new()
    {
        Memory = 512,
        VirtualCores = 1,
        ResourceValueMap =
        {
            new ResourceInformationProto { Key = "memory-mb", Value = 512, Units = "Mi", Type = ResourceTypesProto.Countable },
            new ResourceInformationProto { Key = "vcores", Value = 1, Units = "", Type = ResourceTypesProto.Countable },
        },
    };

    private readonly RpcClient _client = new(new RpcClientOptions("ada"));
    private readonly string _files = Directory.CreateTempSubdirectory("hathi-files-").FullName;
    private readonly EndPoint _address;
    private readonly NodeIdProto _node;
    private int _containers;

    /// <param name="address">Where it listens.</param>
    /// <param name="node">The name that it has registered with.</param>
    public NodeStage(EndPoint address, NodeIdProto node)
    {
        (_address, _node) = (address, node);
        File.SetUnixFileMode(_files, File.GetUnixFileMode(_files) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.WriteAllText(Path.Join(_files, "words.txt"), "hello\n");
        using (var zip = ZipFile.Open(Path.Join(_files, "lib.zip"), ZipArchiveMode.Create))
        using (var inner = new StreamWriter(zip.CreateEntry("inner/a.txt", CompressionLevel.NoCompression).Open()))
        {
            inner.Write("from the archive\n");
        }

        foreach (var file in Directory.EnumerateFiles(_files))
        {
            File.SetLastWriteTimeUtc(file, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).UtcDateTime);
        }
    }

    /// <summary>Ends the containers that were begun, also where their transcript was not played to its end.</summary>
    public Task EndAsync()
    {
        var stop = new StopContainersRequestProto();
        stop.ContainerId.Add(
            Enumerable.Range(1, _containers).Select(static i => new ContainerIdProto { AppAttemptId = s_attempt, Id = i }));
        return AskAsync("stopContainers", stop, StopContainersResponseProto.Parser);
    }

    protected override async Task<string> CallAsync(string method, string body)
    {
        body = body.Replace(Files, _files, StringComparison.Ordinal);
        switch (method)
        {
            case "startContainers":
                var start = Message<StartContainersRequestProto>(body);
                GiveLeave(start.StartContainerRequest);
                var started = await AskAsync(method, start, StartContainersResponseProto.Parser);
                ForgetStacks(started.FailedRequests);
                return Json(started);
            case "stopContainers":
                var stop = Message<StopContainersRequestProto>(body);
                Complete(stop.ContainerId);
                var stopped = await AskAsync(method, stop, StopContainersResponseProto.Parser);
                ForgetStacks(stopped.FailedRequests);
                return Json(stopped);
            case "getContainerStatuses":
                var ask = Message<GetContainerStatusesRequestProto>(body);
                Complete(ask.ContainerId);
                var statuses = await AskAsync(method, ask, GetContainerStatusesResponseProto.Parser);
                ForgetStacks(statuses.FailedRequests);
                ForgetAddresses(statuses.Status);
                return Json(statuses);
            default:
                throw new NotSupportedException($"no transcript has {method} yet");
        }
    }

    protected override string Named(string json) => Time().Replace(json, "[$$TIME]")
        .Replace(_files, Files, StringComparison.Ordinal)
        .Replace(_node.ToText(), Node, StringComparison.Ordinal);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client.DisposeAsync().AsTask().Wait(Patience.Limit);
            Directory.Delete(_files, recursive: true);
        }

        base.Dispose(disposing);
    }

    private void GiveLeave(IEnumerable<StartContainerRequestProto> requests)
    {
        foreach (var start in requests)
        {
            var id = new ContainerIdProto { AppAttemptId = s_attempt, Id = ++_containers };
            var node = start.ContainerToken is { HasService: true } token ? token.Service : _node.ToText();
            start.ContainerToken = FakeResourceManager.Grant(id, node, "ada", static leave => leave.Resource = s_resource);
        }
    }

    private static void Complete(IEnumerable<ContainerIdProto> ids)
    {
        foreach (var id in ids)
        {
            id.AppAttemptId ??= s_attempt;
        }
    }

    // Java's, of which our refusals have none.
    private static void ForgetStacks(IEnumerable<ContainerExceptionMapProto> refusals)
    {
        foreach (var refusal in refusals)
        {
            refusal.Exception.Trace = "";
        }
    }

    // Names of a machine that Apache's NodeManager has looked up.
    private static void ForgetAddresses(IEnumerable<ContainerStatusProto> statuses)
    {
        foreach (var status in statuses)
        {
            status.ContainerAttributes.Clear();
        }
    }

    private Task<T> AskAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        var options = new RpcCallOptions { Token = FakeResourceManager.NodeToken(s_attempt, _node) };
        return _client.CallAsync(_address, s_protocol, method, request, parser, options, CancellationToken.None);
    }

    [GeneratedRegex(@"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
