using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ApplicationClientProtocol (8032), calls that change applications.</summary>
internal sealed class ClientApplications(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getNewApplication", GetNewApplicationRequestProto.Parser, GetNew)
        .Add("submitApplication", SubmitApplicationRequestProto.Parser, RequestBytes.Submission, Submit)
        .Add("forceKillApplication", KillApplicationRequestProto.Parser, Kill)
        .Add("failApplicationAttempt", FailApplicationAttemptRequestProto.Parser, FailAttempt)
        .Add("moveApplicationAcrossQueues", MoveApplicationAcrossQueuesRequestProto.Parser, Move)
        .Add("updateApplicationPriority", UpdateApplicationPriorityRequestProto.Parser, UpdatePriority)
        .Add("updateApplicationTimeouts", UpdateApplicationTimeoutsRequestProto.Parser, UpdateTimeouts)
        .Add("signalToContainer", SignalContainerRequestProto.Parser, Signal);

    private async ValueTask<IMessage> GetNew(GetNewApplicationRequestProto r, RpcCallContext c)
    {
        var answer = await site.Engine.AskAsync(new GetNewApplicationRequest { User = c.User }).ConfigureAwait(false);
        return new GetNewApplicationResponseProto
        {
            ApplicationId = answer.Id.ToProto(), MaximumCapability = answer.MaximumCapability.ToProto(),
        };
    }

    private async ValueTask<IMessage> Submit(SubmitApplicationRequestProto r, RpcCallContext c)
    {
        var context = r.ApplicationSubmissionContext
            ?? throw new RpcFault(JavaErrors.IllegalArgument, "submitApplication carries no submission.");
        var submission = SubmissionMapping.ToCore(context, c.User);
        await site.Access.RequireSubmitAsync(submission).ConfigureAwait(false);
        await site.Engine.AskAsync(new SubmitApplicationRequest { User = c.User, Submission = submission }).ConfigureAwait(false);
        return new SubmitApplicationResponseProto();
    }

    private async ValueTask<IMessage> Kill(KillApplicationRequestProto r, RpcCallContext c)
    {
        var id = r.ApplicationId.ToCore();
        await site.Access.RequireModifyAsync(id, c.User).ConfigureAwait(false);
        var killer = $"Application {id} was killed by user {c.User} at {c.Remote.Address}";
        var why = RequestTexts.Diagnostics(r.Diagnostics);
        var killed = await site.Engine.AskAsync(new KillApplicationRequest
        {
            User = c.User,
            Id = id,
            Diagnostics = string.IsNullOrWhiteSpace(why) ? killer : $"{killer} with diagnostic message: {why.Trim()}",
        }).ConfigureAwait(false);
        return new KillApplicationResponseProto { IsKillCompleted = killed };
    }

    private async ValueTask<IMessage> FailAttempt(FailApplicationAttemptRequestProto r, RpcCallContext c)
    {
        var attempt = r.ApplicationAttemptId.ToCore();
        await site.Access.RequireModifyAsync(attempt.Application, c.User).ConfigureAwait(false);
        await site.Engine.AskAsync(new FailApplicationAttemptRequest { User = c.User, Attempt = attempt }).ConfigureAwait(false);
        return new FailApplicationAttemptResponseProto();
    }

    private async ValueTask<IMessage> Move(MoveApplicationAcrossQueuesRequestProto r, RpcCallContext c)
    {
        var id = r.ApplicationId.ToCore();
        var target = RequestTexts.Queue(r.TargetQueue);
        await site.Access.RequireMoveAsync(id, target, c.User).ConfigureAwait(false);
        await site.Engine.AskAsync(new MoveApplicationRequest { User = c.User, Id = id, TargetQueue = target }).ConfigureAwait(false);
        return new MoveApplicationAcrossQueuesResponseProto();
    }

    private async ValueTask<IMessage> UpdatePriority(UpdateApplicationPriorityRequestProto r, RpcCallContext c)
    {
        await site.Access.RequireModifyAsync(r.ApplicationId.ToCore(), c.User).ConfigureAwait(false);
        var priority = await site.Engine.AskAsync(new UpdateApplicationPriorityRequest
        {
            User = c.User,
            Id = r.ApplicationId.ToCore(),
            Priority = RequestNumbers.Int(r.ApplicationPriority.Priority),
        }).ConfigureAwait(false);
        return new UpdateApplicationPriorityResponseProto { ApplicationPriority = IdMapping.ToPriority(priority) };
    }

    private async ValueTask<IMessage> UpdateTimeouts(UpdateApplicationTimeoutsRequestProto r, RpcCallContext c)
    {
        await site.Access.RequireModifyAsync(r.ApplicationId.ToCore(), c.User).ConfigureAwait(false);
        var (text, wanted) = RequestLists.Timeout(r.ApplicationTimeouts);
        var expiresAt = await site.Engine.AskAsync(new UpdateApplicationTimeoutsRequest
        {
            User = c.User,
            Id = r.ApplicationId.ToCore(),
            ExpiresAt = wanted,
        }).ConfigureAwait(false);
        return new UpdateApplicationTimeoutsResponseProto
        {
            ApplicationTimeouts =
            {
                new ApplicationUpdateTimeoutMapProto
                {
                    ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime,
                    ExpireTime = expiresAt == wanted ? text : ExpireTimes.Format(expiresAt),
                },
            },
        };
    }

    private async ValueTask<IMessage> Signal(SignalContainerRequestProto r, RpcCallContext c)
    {
        var container = r.ContainerId.ToCore();
        await site.Access.RequireModifyAsync(container.Attempt.Application, c.User).ConfigureAwait(false);
        await site.Engine.AskAsync(new SignalContainerRequest { User = c.User,
            Container = container, Command = RequestNumbers.Signal(r.Command) }).ConfigureAwait(false);
        return new SignalContainerResponseProto();
    }
}
