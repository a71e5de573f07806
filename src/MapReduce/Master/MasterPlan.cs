using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>All that a master knows before it begins: from its environment, its tokens, and the files that the client left.</summary>
internal sealed class MasterPlan
{
    /// <summary>Milliseconds; a shorter mapreduce.task.timeout, meant as seconds perhaps, would end tasks between two of their reports.</summary>
    private const long LeastTaskTimeout = 10_000;

    internal required Job Job { get; init; }

    internal required JobId Id { get; init; }

    /// <summary>The application's attempt that this is.</summary>
    internal required ApplicationAttemptIdProto Attempt { get; init; }

    internal required IReadOnlyList<InputSplit> Splits { get; init; }

    internal required Credentials Credentials { get; init; }

    internal required Token Token { get; init; }

    internal required IReadOnlyList<(string Name, LocalResourceProto Resource)> Resources { get; init; }

    internal Configuration Configuration => Job.Configuration;

    internal string User => Configuration.GetString(JobKeys.User, CurrentUser.Name);

    internal int Reduces => Job.Reducers;

    /// <summary>Memory of a map's container, MiB.</summary>
    internal long MapMemory => Configuration.GetLong("mapreduce.map.memory.mb", 1024);

    /// <summary>Memory of a reduce's container, MiB.</summary>
    internal long ReduceMemory => Configuration.GetLong("mapreduce.reduce.memory.mb", 1024);

    /// <summary>Reads everything, from the working directory of the container.</summary>
    internal static MasterPlan Load()
    {
        var configuration = new Configuration();
        configuration.AddFile(StagingDirectory.ConfigurationName);
        NameNodeWait.Apply(configuration);
        var attempt = YarnIds.ParseContainer(ContainerEnvironment.ContainerId).AppAttemptId;
        configuration.Set("mapreduce.job.application.attempt.id", Text(attempt.AttemptId));
        var arguments = Enumerable.Range(0, configuration.GetInt(JobKeys.Arguments, 0)).Select(i => configuration.GetRaw($"{JobKeys.Arguments}.{Text(i)}") ?? "");
        var credentials = CredentialsFile.Load(ContainerEnvironment.TokenFile);
        return new MasterPlan
        {
            Job = SubmittedJob.Load(
                configuration.GetString(JobKeys.Assembly, ""), configuration.GetString(JobKeys.Program, ""), [.. arguments], configuration),
            Id = attempt.ApplicationId.ToJob(),
            Attempt = attempt,
            Splits = SplitFile.Decode(File.ReadAllBytes(StagingDirectory.SplitsName)),
            Credentials = credentials,
            Token = credentials.Tokens[JobKeys.TokenAlias],
            Resources = [.. (configuration.GetRaw(JobKeys.Resources) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ClusterFiles.Parse)],
        };
    }

    /// <summary>What the Core needs of it.</summary>
    /// <param name="racks">Of the cluster's hosts.</param>
    /// <param name="recovered">What an earlier master saw succeed.</param>
    internal JobPlan ForCore(RackTable racks, IReadOnlyList<RecoveredTask> recovered) => new()
    {
        Id = Id.Core,
        Maps = [.. Splits.Select(s => new MapPlan(s.Hosts, [.. s.Hosts.Select(racks.Of).Distinct(StringComparer.Ordinal)]))],
        Reduces = Reduces,
        Limits = Limits(),
        MasterAttempt = Attempt.AttemptId,
        Recovered = recovered,
    };

    /// <summary>The share of hosts above which none is passed over; infinite for -1, which is Apache's way to say that there is none.</summary>
    /// <exception cref="JobDefinitionException">It is no share.</exception>
    internal static double PassOverShare(Configuration configuration)
    {
        var percent = JobSettings.Number(configuration, "yarn.app.mapreduce.am.job.node-blacklisting.ignore-threshold-node-percent", (int)(100 * new JobLimits().PassOverShare), -1, 100);
        return percent < 0 ? double.PositiveInfinity : percent / 100.0;
    }

    /// <summary>Milliseconds after which a task that does not go on fails; 0 for never, which 0 and less say.</summary>
    internal static long TaskTimeout(Configuration configuration) =>
        configuration.GetLong("mapreduce.task.timeout", new JobLimits().TaskTimeout) is > 0 and var told ? Math.Max(LeastTaskTimeout, told) : 0;

    private JobLimits Limits()
    {
        var byDefault = new JobLimits();
        var configuration = Configuration;

        // There is but one host then.
        var uber = UberRule.Applies(this);
        return byDefault with
        {
            MapAttempts = Job.Parts.Settings.MapAttempts,
            ReduceAttempts = Job.Parts.Settings.ReduceAttempts,
            SlowStart = Share("mapreduce.job.reduce.slowstart.completedmaps", byDefault.SlowStart),
            ReduceShare = Share("yarn.app.mapreduce.am.job.reduce.rampup.limit", byDefault.ReduceShare),
            SpeculateMaps = configuration.GetBool("mapreduce.map.speculative", byDefault.SpeculateMaps),
            SpeculateReduces = configuration.GetBool("mapreduce.reduce.speculative", byDefault.SpeculateReduces),
            SpeculateAfter = (long)configuration.GetMilliseconds(JobKeys.SpeculateAfter, TimeSpan.FromMilliseconds(byDefault.SpeculateAfter)).TotalMilliseconds,
            FailuresPerHost = !uber && configuration.GetBool("yarn.app.mapreduce.am.job.node-blacklisting.enable", true)
                ? JobSettings.Number(configuration, "mapreduce.job.maxtaskfailures.per.tracker", byDefault.FailuresPerHost, 1, int.MaxValue)
                : int.MaxValue,
            PassOverShare = PassOverShare(configuration),
            StarvedAnyway = configuration.GetLong("mapreduce.job.reducer.unconditional-preempt.delay.sec", byDefault.StarvedAnyway / 1000) is >= 0 and var seconds ? 1000 * seconds : long.MaxValue,
            TaskTimeout = TaskTimeout(configuration),
            MapMemory = MapMemory,
            ReduceMemory = ReduceMemory,
            CommitWindow = configuration.GetLong("yarn.app.mapreduce.am.job.committer.commit-window", byDefault.CommitWindow),
            Uber = uber,
        };
    }

    private double Share(string key, double otherwise) =>
        Configuration.GetRaw(key) is { } text && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var share) ? share : otherwise;

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
