using System.Net;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Engine;
using Hathi.Yarn.ResourceManager.Events;
using Hathi.Yarn.ResourceManager.Options;
using Hathi.Yarn.ResourceManager.Secrets;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager.Launch;

/// <summary>
/// Starts the containers of application masters, as many at once as the options allow, and tells the Core what became of each. Source:
/// Apache's <c>AMLauncher</c>.
/// </summary>
internal sealed class MasterLauncher : IAsyncDisposable
{
    private static readonly RpcProtocolName s_protocol = new(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version);

    /// <summary>A connection serves one launch only: its token is the attempt's.</summary>
    private static readonly TimeSpan s_connectionIdle = TimeSpan.FromSeconds(1);

    private readonly ResourceManagerEngine _engine;
    private readonly MasterTokens _masterTokens;
    private readonly NodeTokens _nodeTokens;
    private readonly ResourceManagerOptions _options;
    private readonly ILogger _log;
    private readonly RpcClient _rpc;
    private readonly SemaphoreSlim _atOnce;
    private readonly CancellationTokenSource _stop = new();

    public MasterLauncher(
        ResourceManagerEngine engine, MasterTokens masterTokens, NodeTokens nodeTokens, ResourceManagerOptions options, ILogger log)
    {
        _engine = engine;
        _masterTokens = masterTokens;
        _nodeTokens = nodeTokens;
        _options = options;
        _log = log;
        _atOnce = new SemaphoreSlim(options.MaxLaunches);
        _rpc = new RpcClient(new RpcClientOptions("resourcemanager")
        {
            LocalAddress = options.LocalAddress,
            CallTimeout = options.LaunchTimeout,
            IdleTimeout = s_connectionIdle,
            Retry = options.LaunchRetry,
        });
    }

    /// <summary>Begins a launch; returns at once.</summary>
    public void Begin(AmLaunch launch) => _ = Task.Run(() => LaunchAsync(launch));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _rpc.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LaunchAsync(AmLaunch launch)
    {
        try
        {
            await _atOnce.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                await StartAsync(launch).ConfigureAwait(false);
                _engine.Tell(new AmLaunched { Attempt = launch.Attempt });
            }
            finally
            {
                _atOnce.Release();
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            // The ResourceManager stops; its next start launches it again.
        }
        catch (Exception e) when (e is not (RpcRemoteException or IOException or RpcFault or FormatException
            or Google.Protobuf.InvalidProtocolBufferException))
        {
            _log.LaunchBroke(e, launch.Attempt);
            _engine.Tell(new AmLaunchFailed { Attempt = launch.Attempt, Diagnostics = $"a fault of the ResourceManager: {e.Message}" });
        }
        catch (Exception e)
            when (e is RpcRemoteException or IOException or RpcFault or FormatException or Google.Protobuf.InvalidProtocolBufferException)
        {
            var why = e is RpcRemoteException remote ? remote.FirstLine : e.Message;
            _log.LaunchFailed(launch.Attempt, launch.Container.Node, why);
            _engine.Tell(new AmLaunchFailed { Attempt = launch.Attempt, Diagnostics = $"{launch.Container.Node}: {why}" });
        }
    }

    private async Task StartAsync(AmLaunch launch)
    {
        var container = launch.Container;
        await _nodeTokens.LookUpAsync(container.Node, _stop.Token).ConfigureAwait(false);
        var report = await _engine.AskAsync(
            new GetApplicationReportRequest { User = launch.Submission.User, Id = launch.Attempt.Application }).ConfigureAwait(false);
        var context = LaunchContext.Of(launch, _masterTokens.Issue(launch.Attempt), report.SubmitTime);
        var logs = ProtoBytes.Parse(launch.Submission.Payload.Span, ApplicationSubmissionContextProto.Parser).LogAggregationContext;
        var request = new StartContainersRequestProto
        {
            StartContainerRequest =
            {
                new StartContainerRequestProto
                {
                    ContainerLaunchContext = context,
                    ContainerToken = _nodeTokens.ForContainer(container, logs),
                },
            },
        };
        var response = await CallAsync(launch, request).ConfigureAwait(false);
        if (response.FailedRequests is [var failed, ..])
        {
            throw new LaunchRefusedException(Describe(failed.Exception));
        }
    }

    private async Task<StartContainersResponseProto> CallAsync(AmLaunch launch, StartContainersRequestProto request)
    {
        var options = new RpcCallOptions { User = launch.Attempt.ToString(), Token = TokenFor(launch) };
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await _rpc.CallAsync(
                    EndPointOf(launch.Container.Node), s_protocol, "startContainers", request, StartContainersResponseProto.Parser, options,
                    _stop.Token).ConfigureAwait(false);
            }
            catch (RpcRemoteException e) when (e.JavaClass == YarnExceptions.NodeNotYetReady && retries < _options.LaunchRetry.MaxRetries)
            {
                // The node knows our keys only when it has registered; it is about to.
                await Task.Delay(_options.LaunchRetry.MaxDelay, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private Token TokenFor(AmLaunch launch) =>
        Token.From(_nodeTokens.ForNode(launch.Attempt, launch.Container.Node, launch.Submission.User));

    private static EndPoint EndPointOf(NodeId node) =>
        IPAddress.TryParse(node.Host, out var address) ? new IPEndPoint(address, node.Port) : new DnsEndPoint(node.Host, node.Port);

    private static string Describe(SerializedExceptionProto? exception) =>
        exception is null ? "the NodeManager refused the container and gave no reason" : $"{exception.ClassName}: {exception.Message}";
}
