using System.Diagnostics;
using Hathi.Hadoop.Conf;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Bench;

/// <summary>Many applications at once, each of one container that ends at once: how many a second come to their end.</summary>
internal sealed class ApplicationsLoad(ApacheCluster apache, HathiLab hathi, int applications, int rounds)
{
    private const int Submitters = 16;
    private const int ContainerMegabytes = 128;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public IEnumerable<Row> Run()
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  {applications} applications, round {round + 1} of {rounds}");
            ours.Add(RateAsync(hathi).GetAwaiter().GetResult());
            theirs.Add(RateAsync(apache).GetAwaiter().GetResult());
        }

        yield return new Row(
            $"{applications} applications of one container each, queued at once, from the first submission to the last end", "/s", ours,
            theirs, true, 3, false);
    }

    private async Task<double> RateAsync(ClusterUnderTest cluster)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var yarn = new YarnClient(Configuration.Load(cluster.ConfDirectory));
        var tag = $"load{Stopwatch.GetTimestamp()}";
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, applications),
            new ParallelOptions { MaxDegreeOfParallelism = Submitters, CancellationToken = limit.Token },
            async (_, cancellation) =>
            {
                var application = await yarn.NewApplicationAsync(cancellation).ConfigureAwait(false);
                await yarn.SubmitAsync(Describe(application.ApplicationId, tag), cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false);

        var unfinished = new GetApplicationsRequestProto();
        unfinished.ApplicationTags.Add(tag);
        unfinished.ApplicationStates.AddRange(
        [
            YarnApplicationStateProto.New, YarnApplicationStateProto.NewSaving, YarnApplicationStateProto.Submitted,
            YarnApplicationStateProto.Accepted, YarnApplicationStateProto.Running,
        ]);
        while ((await yarn.GetApplicationsAsync(unfinished, limit.Token).ConfigureAwait(false)).Count > 0)
        {
            await Task.Delay(Look, limit.Token).ConfigureAwait(false);
        }

        return applications / clock.Elapsed.TotalSeconds;
    }

    // Its master does nothing and ends: what is left is the ResourceManager's and the NodeManagers' own work.
    private static ApplicationSubmissionContextProto Describe(ApplicationIdProto id, string tag)
    {
        var launch = new ContainerLaunchContextProto();
        launch.Command.Add("exit 0");
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = id,
            ApplicationName = "one container",
            ApplicationType = "BENCH",
            Queue = "default",
            MaxAppAttempts = 1,
            Resource = new ResourceProto { Memory = ContainerMegabytes, VirtualCores = 1 },
            AmContainerSpec = launch,
        };
        context.ApplicationTags.Add(tag);
        return context;
    }
}
