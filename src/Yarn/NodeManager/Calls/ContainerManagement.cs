using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Calls;

/// <summary>
/// ContainerManagementProtocol: what application masters, and the ResourceManager for a master's own container, ask of this node. Who asks
/// has proved by an NM token which attempt it is. Source: ContainerManagerImpl, whose messages these are.
/// </summary>
internal sealed class ContainerManagement(
    NodeManagerOptions options, NodeKeys keys, ApplicationTable applications, RecentContainers recent, ContainerRunner runner,
    Action<Container> ended, IClock clock, TimeProvider time,
    ILogger log)
{
    private const string NoToken = "Invalid NMToken";

    /// <summary>The ResourceManager that this node belongs to, as its tokens name it; null: none has taken it in yet.</summary>
    internal long? ResourceManager { get; set; }

    /// <summary>The node ends or leaves: nothing starts any more.</summary>
    internal bool IsClosed { get; set; }

    /// <summary>
    /// How long an order to stop may take to be on the disk: masters wait twice as long for an answer, and are to hear why there is none.
    /// </summary>
    private static readonly TimeSpan s_keptPatience = TimeSpan.FromSeconds(10);

    // What starts and stops writes files: off the thread that serves the connections.
    internal RpcProtocol Create() => new RpcProtocol(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version)
        .KnownToJavaAs(ProtocolNames.ContainerManagement, "org.apache.hadoop.yarn.proto.ContainerManagementProtocol")
        .Add(
            "startContainers",
            StartContainersRequestProto.Parser,
            RequestLimits.StartBytes,
            async (request, call) => await Task.Run(() => StartAsync(request, call)).ConfigureAwait(false))
        .Add(
            "stopContainers",
            StopContainersRequestProto.Parser,
            async (request, call) => await Task.Run(() => StopAsync(request, call)).ConfigureAwait(false))
        .Add("getContainerStatuses", GetContainerStatusesRequestProto.Parser, (request, call) => new(Statuses(request, call)))
        .OnUnknownMethod(static method => new RpcFault(
            JavaErrors.UnsupportedOperation, $"{method} is not supported by this NodeManager: start a new container instead."));

    private async Task<StartContainersResponseProto> StartAsync(StartContainersRequestProto request, RpcCallContext call)
    {
        var token = Authorize(call);
        var response = new StartContainersResponseProto();

        // All are read before the first is started: with one that cannot be read the call fails as a whole, and nobody would
        // hear of those that run.
        var grants = RequestLists.Starts(request.StartContainerRequest)
            .Select(static start => (Start: start,
                Grant: NodeKeys.Read(start.ContainerToken ?? throw YarnFaults.Yarn("Invalid ContainerToken")))).ToList();
        foreach (var (start, grant) in grants)
        {
            try
            {
                keys.Verify(start.ContainerToken, grant);
                Demand(token, grant);
                await StartOneAsync(start, grant).ConfigureAwait(false);
                keys.AttemptStarts(token);
                response.SucceededRequests.Add(grant.ContainerId);
            }
            catch (RpcFault fault)
            {
                log.StartRefused(call.User, call.Remote, grant.ContainerId.ToText(), fault.Message);
                response.FailedRequests.Add(YarnFaults.Of(grant.ContainerId, fault));
            }
        }

        foreach (var service in options.AuxiliaryServices)
        {
            response.ServicesMetaData.Add(
                new StringBytesMapProto { Key = service.Name, Value = ByteString.CopyFrom(service.MetaData.Span) });
        }

        return response;
    }

    private async Task StartOneAsync(StartContainerRequestProto start, ContainerTokenIdentifierProto granted)
    {
        var id = granted.ContainerId.ToText();
        RequestLaunch.Check(start.ContainerLaunchContext ??= new ContainerLaunchContextProto());
        var admission = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var container = new Container(granted, start, clock.Read().WallMilliseconds) { Admission = admission.Task };
        var application = applications.Enter(container);
        if (application.User != container.User)
        {
            throw YarnFaults.Yarn(
                $"Container {id} is granted to {container.User}, but {application.Text} belongs to {application.User} on this node.");
        }

        if (!application.TryAdd(container))
        {
            // A master that had no answer in time asks again while the first call waits for a disk: what that call hears
            // is the answer to both.
            await (application.Containers.GetValueOrDefault(id)?.Admission ?? Task.CompletedTask).ConfigureAwait(false);
            throw YarnFaults.Yarn(application.IsFinishing
                ? $"Container {id} cannot start: {application.Text} has ended."
                : $"Container {id} already is running on this node!!");
        }

        try
        {
            applications.InitializeServices(container);
            await runner.AdmitAsync(container).ConfigureAwait(false);
            recent.Started(id, granted.ExpiryTimeStamp);
        }
        catch (Exception e)
        {
            var refused = Refused(id, e);
            await WithdrawAsync(application, container).ConfigureAwait(false);
            admission.SetException(refused);
            _ = admission.Task.Exception; // nobody else may have asked for it
            throw refused;
        }

        admission.SetResult();
        log.Starts(id, container.User, granted.Resource.Memory, granted.Resource.VirtualCores);
        _ = RunAsync(container);
    }

    // Whatever it is, it is a matter of this container: others of the call are started and told of.
    private RpcFault Refused(string id, Exception e)
    {
        if (e is RpcFault fault)
        {
            return fault;
        }

        if (!DiskFaults.Is(e))
        {
            log.StartBroke(e, id, e.Message);
        }

        return YarnFaults.Yarn($"Container {id} cannot start on this node: {e.Message}");
    }

    // Whoever ends the application meanwhile does not wait for it. Ended first: an order that comes now leaves nothing that one of the same
    // name would be ended by.
    private async Task WithdrawAsync(Application application, Container container)
    {
        container.End(ExitStatus.Invalid, clock.Read().WallMilliseconds);
        await runner.WithdrawAsync(container).ConfigureAwait(false);
        application.Containers.TryRemove(container.Id, out _);
    }

    private async Task RunAsync(Container container)
    {
        try
        {
            await runner.RunAsync(container).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.RunBroke(e, container.Id);
        }
        finally
        {
            ended(container);
        }
    }

    // Source: ContainerManagerImpl.authorizeStartAndResourceIncreaseRequest.
    private void Demand(NMTokenIdentifierProto token, ContainerTokenIdentifierProto granted)
    {
        const string Refused = "Unauthorized request to start container.";
        var id = granted.ContainerId.ToText();
        if (!token.AppAttemptId.ApplicationId.Equals(granted.ContainerId.Application()))
        {
            throw YarnFaults.Yarn($"{Refused}\nNMToken for application attempt : {token.AppAttemptId.ToText()} was used for starting "
                + $"container with container token issued for application attempt : {granted.ContainerId.AppAttemptId.ToText()}");
        }

        if (recent.WasStarted(id))
        {
            throw YarnFaults.Yarn($"{Refused}\n Attempt to relaunch the same container with id {id}.");
        }

        var now = clock.Read().WallMilliseconds;
        if (granted.ExpiryTimeStamp < now)
        {
            throw YarnFaults.Yarn($"{Refused}\nThis token is expired. current time is {now} found {granted.ExpiryTimeStamp}\n"
                + "Note: System times on machines may be out of sync. Check system time and time zones.");
        }

        if (string.IsNullOrEmpty(granted.AppSubmitter)
            || granted.AppSubmitter.AsSpan().ContainsAny('/', '\0')
            || granted.AppSubmitter is "." or "..")
        {
            throw YarnFaults.Yarn($"{Refused}\nThe container token of {id} names no user: \"{granted.AppSubmitter}\".");
        }

        if (ResourceManager is not { } manager || IsClosed)
        {
            throw new RpcFault(
                YarnExceptions.NodeNotYetReady, "Rejecting new containers as NodeManager has not yet connected with ResourceManager");
        }

        if (granted.RmIdentifier != manager)
        {
            throw new RpcFault(YarnExceptions.InvalidContainer, $"\nContainer {id} rejected as it is allocated by a previous RM");
        }
    }

    /// <exception cref="RpcFault">
    /// They end, but would not if this node died first: that cannot be written down. As with Apache's, the call fails as a whole.
    /// </exception>
    internal async Task<StopContainersResponseProto> StopAsync(StopContainersRequestProto request, RpcCallContext call)
    {
        var token = Authorize(call);
        var response = new StopContainersResponseProto();
        var orders = new List<Task>();
        foreach (var id in RequestLists.Containers(request.ContainerId))
        {
            try
            {
                DemandOwn(token, id, "stop");
                orders.Add(Stop(id));
                response.SucceededRequests.Add(id);
            }
            catch (RpcFault fault)
            {
                response.FailedRequests.Add(YarnFaults.Of(id, fault));
            }
        }

        var kept = Task.WhenAll(orders);
        try
        {
            if (!await RunningWait.EndsAsync(kept, s_keptPatience, time, CancellationToken.None).ConfigureAwait(false))
            {
                throw NotKept($"Its disk has not answered for {s_keptPatience.TotalSeconds} seconds.");
            }

            await kept.ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ObjectDisposedException)
        {
            throw NotKept(e.Message);
        }

        return response;
    }

    private RpcFault NotKept(string why) =>
        new(JavaErrors.Io, $"The containers end, but this node cannot write down that they are to ({options.StateDirectory}): "
            + $"if it dies first, they run on. {why}");

    // One that is not here and was not, of whose end the ResourceManager will not tell: a master that is told of success waits for that.
    // Source: ContainerManagerImpl.stopContainerInternal.
    // Returns when the next node knows it, whoever has ordered it. Of one that is over there is nothing to be known, also by a node that
    // can write nothing down any more.
    private Task Stop(ContainerIdProto id)
    {
        if (Find(id) is { } container)
        {
            applications.Order(container, new KillOrder(ExitStatus.KilledByMaster, "Container killed by the ApplicationMaster.\n"));
            return applications.OrderKeptAsync(container);
        }

        return recent.WasStarted(id.ToText()) ? Task.CompletedTask : throw NotHandled(id);
    }

    private static RpcFault NotHandled(ContainerIdProto id) =>
        YarnFaults.Yarn($"Container {id.ToText()} is not handled by this NodeManager");

    private GetContainerStatusesResponseProto Statuses(GetContainerStatusesRequestProto request, RpcCallContext call)
    {
        var token = Authorize(call);
        var response = new GetContainerStatusesResponseProto();
        foreach (var id in RequestLists.Containers(request.ContainerId))
        {
            try
            {
                DemandOwn(token, id, "get status for");
                var container = Find(id) ?? throw (recent.WasStarted(id.ToText())
                    ? YarnFaults.Yarn($"Container {id.ToText()} was recently stopped on node manager.")
                    : NotHandled(id));
                response.Status.Add(container.Status());
            }
            catch (RpcFault fault)
            {
                response.FailedRequests.Add(YarnFaults.Of(id, fault));
            }
        }

        return response;
    }

    private Container? Find(ContainerIdProto id) => applications.Find(id.Application().ToText())?.Containers.GetValueOrDefault(id.ToText());

    private static void DemandOwn(NMTokenIdentifierProto token, ContainerIdProto id, string action)
    {
        var isWhole = id.AppAttemptId?.ApplicationId is not null;
        if (!isWhole || !token.AppAttemptId.ApplicationId.Equals(id.Application()))
        {
            throw YarnFaults.Yarn($"{token.AppAttemptId.ToText()} attempted to {action} non-application container : "
                + $"{(isWhole ? id.ToText() : "an id without its application")}");
        }
    }

    private static NMTokenIdentifierProto Authorize(RpcCallContext call)
    {
        if (call.Token is not { Kind: NodeKeys.NmTokenKind } proof)
        {
            throw YarnFaults.Yarn(NoToken);
        }

        var token = ProtoBytes.Parse(proof.Identifier, NMTokenIdentifierProto.Parser);
        return call.User == token.AppAttemptId.ToText()
            ? token
            : throw YarnFaults.Yarn($"Expected applicationAttemptId: {call.User}Found: {token.AppAttemptId.ToText()}");
    }
}
