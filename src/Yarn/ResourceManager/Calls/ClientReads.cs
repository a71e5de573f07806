using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ApplicationClientProtocol (8032), calls that only look.</summary>
internal sealed class ClientReads(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getApplicationReport", GetApplicationReportRequestProto.Parser, Application)
        .Add("getApplications", GetApplicationsRequestProto.Parser, Applications)
        .Add("getApplicationAttemptReport", GetApplicationAttemptReportRequestProto.Parser, Attempt)
        .Add("getApplicationAttempts", GetApplicationAttemptsRequestProto.Parser, Attempts)
        .Add("getContainerReport", GetContainerReportRequestProto.Parser, Container)
        .Add("getContainers", GetContainersRequestProto.Parser, Containers)
        .Add("getClusterMetrics", GetClusterMetricsRequestProto.Parser, Metrics)
        .Add("getClusterNodes", GetClusterNodesRequestProto.Parser, Nodes)
        .Add("getQueueInfo", GetQueueInfoRequestProto.Parser, Queue)
        .Add("getQueueUserAcls", GetQueueUserAclsInfoRequestProto.Parser, QueueUserAcls)
        .Add("getResourceTypeInfo", GetAllResourceTypeInfoRequestProto.Parser, Types)
        .Add("getResourceProfiles", GetAllResourceProfilesRequestProto.Parser, Profiles);

    private async ValueTask<IMessage> Application(GetApplicationReportRequestProto r, RpcCallContext c)
    {
        var report = await site.Engine.AskAsync(
            new GetApplicationReportRequest { User = c.User, Id = r.ApplicationId.ToCore() }).ConfigureAwait(false);
        return new GetApplicationReportResponseProto
        {
            ApplicationReport = site.Reports.ToProto(await site.Access.VisibleAsync(report, c.User).ConfigureAwait(false)),
        };
    }

    private async ValueTask<IMessage> Applications(GetApplicationsRequestProto r, RpcCallContext c)
    {
        var scope = RequestNumbers.Scope(r.Scope);
        var reports = await site.Engine.AskAsync(new GetApplicationsRequest
        {
            User = c.User,
            Types = RequestLists.Filter(r.ApplicationTypes),
            States = RequestLists.States(r.ApplicationStates),
            Users = RequestLists.Filter(r.Users),
            Queues = RequestLists.Filter(r.Queues),
            Tags = [.. RequestLists.Filter(r.ApplicationTags).Select(static tag => tag.ToLowerInvariant())],
            Limit = r.HasLimit ? RequestNumbers.Long(r.Limit) : long.MaxValue,
            StartBegin = RequestNumbers.Long(r.StartBegin),
            StartEnd = r.HasStartEnd ? RequestNumbers.Long(r.StartEnd) : long.MaxValue,
            FinishBegin = RequestNumbers.Long(r.FinishBegin),
            FinishEnd = r.HasFinishEnd ? RequestNumbers.Long(r.FinishEnd) : long.MaxValue,
            Name = r.HasName ? RequestTexts.FilterValue(r.Name) : null,
            OwnOnly = scope == ApplicationsRequestScopeProto.Own,
        }).ConfigureAwait(false);
        var response = new GetApplicationsResponseProto();
        foreach (var report in reports)
        {
            if (scope != ApplicationsRequestScopeProto.Viewable || await site.Access.MayViewAsync(report, c.User).ConfigureAwait(false))
            {
                response.Applications.Add(site.Reports.ToProto(await site.Access.VisibleAsync(report, c.User).ConfigureAwait(false)));
            }
        }

        return response;
    }

    private async ValueTask<IMessage> Attempt(GetApplicationAttemptReportRequestProto r, RpcCallContext c)
    {
        var attempt = r.ApplicationAttemptId.ToCore();
        await site.Access.RequireViewAsync(attempt.Application, c.User, $"attempt {attempt}").ConfigureAwait(false);
        var report = await site.Engine.AskAsync(
            new GetApplicationAttemptReportRequest { User = c.User, Attempt = attempt }).ConfigureAwait(false);
        return new GetApplicationAttemptReportResponseProto { ApplicationAttemptReport = site.Reports.ToProto(report) };
    }

    private async ValueTask<IMessage> Attempts(GetApplicationAttemptsRequestProto r, RpcCallContext c)
    {
        var id = r.ApplicationId.ToCore();
        await site.Access.RequireViewAsync(id, c.User, $"application {id}").ConfigureAwait(false);
        var reports = await site.Engine.AskAsync(
            new GetApplicationAttemptsRequest { User = c.User, Id = id }).ConfigureAwait(false);
        var response = new GetApplicationAttemptsResponseProto();
        response.ApplicationAttempts.AddRange(reports.Select(site.Reports.ToProto));
        return response;
    }

    private async ValueTask<IMessage> Container(GetContainerReportRequestProto r, RpcCallContext c)
    {
        var container = r.ContainerId.ToCore();
        await site.Access.RequireViewAsync(
            container.Attempt.Application, c.User, $"application {container.Attempt.Application}").ConfigureAwait(false);
        var report = await site.Engine.AskAsync(
            new GetContainerReportRequest { User = c.User, Container = container }).ConfigureAwait(false);
        return new GetContainerReportResponseProto { ContainerReport = ReportMapping.ToProto(report) };
    }

    private async ValueTask<IMessage> Containers(GetContainersRequestProto r, RpcCallContext c)
    {
        var attempt = r.ApplicationAttemptId.ToCore();
        await site.Access.RequireViewAsync(attempt.Application, c.User, $"application {attempt.Application}").ConfigureAwait(false);
        var reports = await site.Engine.AskAsync(
            new GetContainersRequest { User = c.User, Attempt = attempt }).ConfigureAwait(false);
        var response = new GetContainersResponseProto();
        response.Containers.AddRange(reports.Select(ReportMapping.ToProto));
        return response;
    }

    private async ValueTask<IMessage> Metrics(GetClusterMetricsRequestProto r, RpcCallContext c)
    {
        var figures = await site.Engine.AskAsync(new GetClusterFiguresRequest { User = c.User }).ConfigureAwait(false);
        return new GetClusterMetricsResponseProto
        {
            ClusterMetrics = new YarnClusterMetricsProto
            {
                NumNodeManagers = figures.TotalNodes,
                NumDecommissionedNms = figures.DecommissionedNodes,
                NumActiveNms = figures.ActiveNodes,
                NumLostNms = figures.LostNodes,
                NumUnhealthyNms = figures.UnhealthyNodes,
                NumRebootedNms = figures.RebootedNodes,
                NumDecommissioningNms = figures.DecommissioningNodes,
                NumShutdownNms = figures.ShutdownNodes,
            },
        };
    }

    private async ValueTask<IMessage> Nodes(GetClusterNodesRequestProto r, RpcCallContext c)
    {
        var reports = await site.Engine.AskAsync(new GetClusterNodesRequest
        {
            User = c.User,
            States = RequestLists.States(r.NodeStates),
        }).ConfigureAwait(false);
        var response = new GetClusterNodesResponseProto();
        response.NodeReports.AddRange(reports.Select(ReportMapping.ToProto));
        return response;
    }

    private async ValueTask<IMessage> Queue(GetQueueInfoRequestProto r, RpcCallContext c)
    {
        QueueReport report;
        try
        {
            report = await site.Engine.AskAsync(new GetQueueInfoRequest
            {
                User = c.User,
                Queue = RequestTexts.Queue(r.QueueName),
                IncludeApplications = r.IncludeApplications,
                IncludeChildren = r.IncludeChildQueues,
                Recursive = r.Recursive,
            }).ConfigureAwait(false);
        }
        catch (RpcFault fault) when (fault.JavaClass == FaultMapping.JavaClass(RmError.Yarn))
        {
            return new GetQueueInfoResponseProto(); // Of a queue that is not there nothing is said.
        }

        return new GetQueueInfoResponseProto
        {
            QueueInfo = QueueMapping.ToProto(await WithVisibleAsync(report, c.User).ConfigureAwait(false), site.Reports),
        };
    }

    // Of applications those that the reader may see.
    private async ValueTask<QueueReport> WithVisibleAsync(QueueReport queue, string user)
    {
        if (!site.Access.IsOn)
        {
            return queue;
        }

        var applications = new List<ApplicationReport>(queue.Applications.Count);
        foreach (var application in queue.Applications)
        {
            if (await site.Access.MayViewAsync(application, user).ConfigureAwait(false))
            {
                applications.Add(application);
            }
        }

        var children = new List<QueueReport>(queue.Children.Count);
        foreach (var child in queue.Children)
        {
            children.Add(await WithVisibleAsync(child, user).ConfigureAwait(false));
        }

        return queue with { Applications = applications, Children = children };
    }

    private async ValueTask<IMessage> QueueUserAcls(GetQueueUserAclsInfoRequestProto r, RpcCallContext c)
    {
        var root = await site.Engine.AskAsync(
            new GetQueueInfoRequest { User = c.User, Queue = "root",
                IncludeApplications = false, IncludeChildren = true, Recursive = true }).ConfigureAwait(false);
        var response = new GetQueueUserAclsInfoResponseProto();
        await AddAsync(root).ConfigureAwait(false);
        return response;

        async ValueTask AddAsync(QueueReport queue)
        {
            var may = await site.Access.OfAsync(queue.Path, c.User).ConfigureAwait(false);
            response.QueueUserAcls.Add(new QueueUserACLInfoProto { QueueName = queue.Path, UserAcls = { may } });
            foreach (var child in queue.Children)
            {
                await AddAsync(child).ConfigureAwait(false);
            }
        }
    }

    private static ValueTask<IMessage> Types(GetAllResourceTypeInfoRequestProto r, RpcCallContext c) =>
        new(new GetAllResourceTypeInfoResponseProto { ResourceTypeInfo = { ResourceTypes.All() } });

    private static ValueTask<IMessage> Profiles(GetAllResourceProfilesRequestProto r, RpcCallContext c) =>
        throw new RpcFault(
            YarnExceptions.FeatureNotEnabled,
            "Resource profile is not enabled, please enable resource profile feature before using its functions. "
            + "(by setting yarn.resourcemanager.resource-profiles.enabled to true)");
}
