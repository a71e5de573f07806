using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>All that a master knows before it begins: from its environment, its tokens, and the files that the client left.</summary>
internal sealed class MasterPlan
{
    /// <summary>
    /// Milliseconds; a shorter mapreduce.task.timeout, meant as seconds perhaps, would end tasks between two of their reports.
    /// </summary>
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

    internal string User => Configuration.Get(MapReduceKeys.User, CurrentUser.Name);

    internal int Reduces => Job.Reducers;

    /// <summary>Memory of a map's container, MiB.</summary>
    internal long MapMemory => Configuration.Get(MapReduceKeys.MapMemory);

    /// <summary>Memory of a reduce's container, MiB.</summary>
    internal long ReduceMemory => Configuration.Get(MapReduceKeys.ReduceMemory);

    /// <summary>Reads everything, from the working directory of the container.</summary>
    internal static MasterPlan Load()
    {
        var configuration = new Configuration();
        configuration.AddFile(StagingDirectory.ConfigurationName);
        NameNodeWait.Apply(configuration);
        var attempt = YarnIds.ParseContainer(ContainerEnvironment.ContainerId).AppAttemptId;
        configuration.Set(MapReduceKeys.MasterAttempt.Name, Text(attempt.AttemptId));
        var arguments = Enumerable.Range(0, configuration.Get(MapReduceKeys.Arguments))
            .Select(i => configuration.GetRaw(MapReduceKeys.Argument.For(Text(i)).Name) ?? "");
        var credentials = CredentialsFile.Load(ContainerEnvironment.TokenFile);
        return new MasterPlan
        {
            Job = SubmittedJob.Load(
                configuration.Get(MapReduceKeys.Assembly), configuration.Get(MapReduceKeys.Program), [.. arguments], configuration),
            Id = attempt.ApplicationId.ToJob(),
            Attempt = attempt,
            Splits = SplitFile.Decode(File.ReadAllBytes(StagingDirectory.SplitsName)),
            Credentials = credentials,
            Token = credentials.Tokens[JobKeys.TokenAlias],
            Resources = [.. (configuration.GetRaw(JobKeys.Resources) ?? "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(ClusterFiles.Parse)],
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

    /// <summary>
    /// The share of hosts above which none is passed over; infinite for -1, which is Apache's way to say that there is none.
    /// </summary>
    /// <exception cref="JobDefinitionException">It is no share.</exception>
    internal static double PassOverShare(Configuration configuration)
    {
        var percent = JobSettings.Number(configuration, MapReduceKeys.PassOverPercent);
        return percent < 0 ? double.PositiveInfinity : percent / 100.0;
    }

    /// <summary>Milliseconds after which a task that does not go on fails; 0 for never, which 0 and less say.</summary>
    internal static long TaskTimeout(Configuration configuration) =>
        configuration.Get(MapReduceKeys.TaskTimeout) is > 0 and var told ? Math.Max(LeastTaskTimeout, told) : 0;

    private JobLimits Limits()
    {
        var configuration = Configuration;

        // There is but one host then.
        var uber = UberRule.Applies(this);
        return new JobLimits
        {
            MapAttempts = Job.Parts.Settings.MapAttempts,
            ReduceAttempts = Job.Parts.Settings.ReduceAttempts,
            SlowStart = configuration.Get(MapReduceKeys.SlowStart),
            ReduceShare = configuration.Get(MapReduceKeys.ReduceShare),
            SpeculateMaps = configuration.Get(MapReduceKeys.SpeculateMaps),
            SpeculateReduces = configuration.Get(MapReduceKeys.SpeculateReduces),
            SpeculateAfter = (long)configuration.Get(MapReduceKeys.SpeculateAfter).TotalMilliseconds,
            FailuresPerHost = !uber && configuration.Get(MapReduceKeys.PassOverHosts)
                ? JobSettings.Number(configuration, MapReduceKeys.FailuresPerHost)
                : int.MaxValue,
            PassOverShare = PassOverShare(configuration),
            StarvedAnyway = configuration.Get(MapReduceKeys.UnconditionalPreemptSeconds) is >= 0 and var seconds
                ? 1000 * seconds
                : long.MaxValue,
            TaskTimeout = TaskTimeout(configuration),
            MapMemory = MapMemory,
            ReduceMemory = ReduceMemory,
            CommitWindow = configuration.Get(MapReduceKeys.CommitWindowMilliseconds),
            Uber = uber,
        };
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
