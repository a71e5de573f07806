using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Launch;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ApplicationMasterProtocol (8030). Whose master calls, its token says, and nothing else.</summary>
internal sealed class MasterCalls(CallSite site, Submissions submissions)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("registerApplicationMaster", RegisterApplicationMasterRequestProto.Parser, Register)
        .Add("allocate", AllocateRequestProto.Parser, RequestBytes.Allocate, Allocate)
        .Add("finishApplicationMaster", FinishApplicationMasterRequestProto.Parser, Finish);

    private async ValueTask<IMessage> Register(RegisterApplicationMasterRequestProto r, RpcCallContext c)
    {
        var attempt = AttemptOf(c);
        var answer = await site.Engine.AskAsync(new RegisterApplicationMasterRequest
        {
            Attempt = attempt,
            Host = RequestTexts.Host(r.Host),
            RpcPort = RequestNumbers.MasterPort(r.RpcPort),
            TrackingUrl = RequestTexts.Url(r.TrackingUrl),
        }).ConfigureAwait(false);
        var submission = await submissions.OfAsync(attempt.Application).ConfigureAwait(false);
        var response = new RegisterApplicationMasterResponseProto
        {
            MaximumCapability = answer.MaximumCapability.ToProto(),
            Queue = answer.Queue,
            SchedulerResourceTypes = { SchedulerResourceTypes.Memory },
            ResourceTypes = { ResourceTypes.All() },
        };
        if (answer.CpuIsScheduled)
        {
            response.SchedulerResourceTypes.Add(SchedulerResourceTypes.Cpu);
        }

        if (submission.AmContainerSpec is { } launch)
        {
            response.ApplicationACLs.AddRange(RequestLists.Access(launch.ApplicationACLs));
        }

        var nodes = new HashSet<NodeId>();
        foreach (var container in answer.FromPreviousAttempts)
        {
            response.ContainersFromPreviousAttempts.Add(ToProto(container, submission.LogAggregationContext));
            if (nodes.Add(container.Node))
            {
                response.NmTokensFromPreviousAttempts.Add(TokenFor(attempt, container));
            }
        }

        return response;
    }

    private async ValueTask<IMessage> Allocate(AllocateRequestProto r, RpcCallContext c)
    {
        var attempt = AttemptOf(c);
        var answer = await site.Engine.AskAsync(new AllocateRequest
        {
            Attempt = attempt,
            ResponseId = RequestNumbers.Int(r.ResponseId),
            Progress = RequestNumbers.Progress(r.Progress),
            Asks = RequestLists.Asks(r.Ask),
            Releases = RequestLists.Releases(r.Release),
            BlacklistAdditions = r.BlacklistRequest is { } added ? RequestLists.Avoided(added.BlacklistAdditions) : [],
            BlacklistRemovals = r.BlacklistRequest is { } removed ? RequestLists.Avoided(removed.BlacklistRemovals) : [],
            TrackingUrl = r.HasTrackingUrl ? RequestTexts.Url(r.TrackingUrl) : null,
        }).ConfigureAwait(false);
        var logs = answer.Allocated.Count + answer.FromPreviousAttempts.Count > 0
            ? await submissions.LogsOfAsync(attempt.Application).ConfigureAwait(false)
            : null;
        var response = ToProto(answer, attempt, logs);
        if (site.MasterTokens.IsOutdated(c.Token!.Identifier))
        {
            response.AmRmToken = site.MasterTokens.Issue(attempt).ToMessage();
        }

        return response;
    }

    private async ValueTask<IMessage> Finish(FinishApplicationMasterRequestProto r, RpcCallContext c)
    {
        var done = await site.Engine.AskAsync(new FinishApplicationMasterRequest
        {
            Attempt = AttemptOf(c),
            Status = RequestNumbers.FinalStatus(r.FinalApplicationStatus),
            Diagnostics = RequestTexts.Diagnostics(r.Diagnostics),
            TrackingUrl = RequestTexts.Url(r.TrackingUrl),
        }).ConfigureAwait(false);
        return new FinishApplicationMasterResponseProto { IsUnregistered = done };
    }

    private static ApplicationAttemptId AttemptOf(RpcCallContext call) => call.Token is { Kind: MasterTokens.Kind } token
        ? MasterTokens.AttemptOf(token.Identifier)
        : throw new RpcFault(
            JavaErrors.AccessControl,
            $"{call.Method} is for application masters: it needs the token that the master's container was started with.");

    private AllocateResponseProto ToProto(Allocation answer, ApplicationAttemptId attempt, LogAggregationContextProto? logs)
    {
        var response = new AllocateResponseProto
        {
            ResponseId = answer.ResponseId,
            Limit = answer.Headroom.ToProto(),
            NumClusterNodes = answer.ClusterNodes,
            ApplicationPriority = IdMapping.ToPriority(answer.ApplicationPriority),
            EnhancedHeadroom = new EnhancedHeadroomProto(),
        };

        // As Apache's: none is not told.
        if (answer.PendingContainers > 0)
        {
            response.EnhancedHeadroom.TotalPendingCount = IdMapping.ToInt(answer.PendingContainers);
        }

        if (answer.ClusterCores > 0)
        {
            response.EnhancedHeadroom.TotalActiveCores = IdMapping.ToInt(answer.ClusterCores);
        }

        var nodes = new HashSet<NodeId>();
        foreach (var container in answer.Allocated)
        {
            response.AllocatedContainers.Add(ToProto(container, logs));
            AddToken(container);
        }

        foreach (var container in answer.FromPreviousAttempts)
        {
            response.ContainersFromPreviousAttempts.Add(ToProto(container, logs));
            AddToken(container);
        }

        response.CompletedContainerStatuses.AddRange(answer.Completed.Select(NodeMapping.ToProto));
        response.UpdatedNodes.AddRange(answer.UpdatedNodes.Select(ReportMapping.ToProto));
        if (answer.Preempt is { } preempt)
        {
            response.Preempt = ToProto(preempt);
        }

        return response;

        // Always told, also when the master has it: an answer may be lost, and the ResourceManager may have been started again.
        void AddToken(GrantedContainer container)
        {
            if (nodes.Add(container.Node))
            {
                response.NmTokens.Add(TokenFor(attempt, container));
            }
        }
    }

    private static PreemptionMessageProto ToProto(PreemptionMessage preempt)
    {
        var message = new PreemptionMessageProto();
        if (preempt.Strict.Count > 0)
        {
            message.StrictContract = new StrictPreemptionContractProto();
            message.StrictContract.Container.AddRange(
                preempt.Strict.Select(static id => new PreemptionContainerProto { Id = id.ToProto() }));
        }

        if (preempt.Negotiable.Count > 0)
        {
            message.Contract = new PreemptionContractProto();
            message.Contract.Container.AddRange(preempt.Negotiable.Select(static id => new PreemptionContainerProto { Id = id.ToProto() }));
            message.Contract.Resource.AddRange(
                preempt.Resources.Select(static ask => new PreemptionResourceRequestProto { Resource = SubmissionMapping.ToProto(ask) }));
        }

        return message;
    }

    private NMTokenProto TokenFor(ApplicationAttemptId attempt, GrantedContainer container) =>
        new() { NodeId = container.Node.ToProto(), Token = site.NodeTokens.ForNode(attempt, container.Node, container.User) };

    private ContainerProto ToProto(GrantedContainer container, LogAggregationContextProto? logs)
    {
        var granted = new ContainerProto
        {
            Id = container.Id.ToProto(),
            NodeId = container.Node.ToProto(),
            NodeHttpAddress = container.NodeHttpAddress,
            Resource = container.Resource.ToProto(),
            Priority = IdMapping.ToPriority(container.Priority),
            ContainerToken = site.NodeTokens.ForContainer(container, logs),
            ExecutionType = (ExecutionTypeProto)container.ExecutionType,
            AllocationRequestId = container.AllocationRequestId,
        };
        if (container.Version > 0)
        {
            granted.Version = container.Version;
        }

        return granted;
    }
}
