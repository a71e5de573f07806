using Hathi.Base;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Yarn.Master;

/// <summary>One container's worth of work.</summary>
internal sealed class JobTask
{
    public required int Priority { get; init; }

    public required Resource Resource { get; init; }

    /// <summary>Where it is wanted; none: anywhere.</summary>
    public required IReadOnlyList<Yarn.NodeManager.Machine> Hosts { get; init; }

    /// <summary>Nowhere else.</summary>
    public required bool Strict { get; init; }

    /// <summary>It runs until it is ended, when all others are done: the ResourceManager is to see to that.</summary>
    public bool IsEndless => Priority == Job.Endless;

    public ContainerId? Container { get; set; }

    public bool IsDone { get; set; }

    public bool Waits => !IsDone && Container is null;
}

/// <summary>An application of containers that stand for themselves.</summary>
internal sealed class Job : SimApplication
{
    /// <summary>Priority of tasks that never end.</summary>
    public const int Endless = 9;

    public required List<JobTask> Tasks { get; init; }

    /// <summary>Nothing is left to do but what never ends.</summary>
    public override bool IsDone => Tasks.TrueForAll(static t => t.IsDone || t.IsEndless);

    /// <summary>How often its master stops to answer for ever; then it behaves.</summary>
    public int Hangs { get; set; }

    /// <summary>How often its master throws itself away; then it behaves.</summary>
    public int Crashes { get; set; }

    public override string ToString() =>
        string.Join(", ", Tasks.Select(static t => t.IsDone ? "done" : t.Container?.ToString() ?? "waits"));

    /// <summary>A job of a seed.</summary>
    public static Job Draw(YarnCluster cluster, SeededRandom random, ApplicationId id, string user, string queue)
    {
        var tasks = new List<JobTask>();
        for (var kind = random.Next(1, 3); kind > 0; kind--)
        {
            var memory = random.Next(6) == 0 ? random.Next(3_000, (int)cluster.Settings.LargestTask + 1) : random.Next(100, 2_500);
            var resource = new Resource(memory, random.Next(1, 4));
            var places = random.Next(3);
            var first = random.Next(cluster.Machines.Count);
            var second = (first + random.Next(1, cluster.Machines.Count)) % cluster.Machines.Count;
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                tasks.Add(new JobTask
                {
                    Priority = kind,
                    Resource = resource,
                    Hosts = places == 0 ? [] : [cluster.Machines[first], cluster.Machines[second]],
                    Strict = places == 2 && kind == 2,
                });
            }
        }

        if (random.Next(5) == 0)
        {
            tasks.Add(new JobTask { Priority = Endless, Resource = new Resource(random.Next(100, 1_000), 1), Hosts = [], Strict = false });
        }

        return new Job
        {
            Tasks = tasks,
            Hangs = random.Next(10) == 0 ? 1 : 0,
            Crashes = random.Next(6) == 0 ? 1 : 0,
            Submission = new Submission
            {
                Id = id,
                User = user,
                Name = $"job-{id.Id}",
                Queue = queue,
                Priority = random.Next(4) == 0 ? random.Next(10) : -1,
                MasterAsks = [new ResourceAsk(0, -1, "*", new Resource(random.Next(200, 1_500), 1), 1, true, ExecutionType.Guaranteed, "")],
                KeepContainers = random.Next(3) == 0,
                FailuresValidityInterval = 2_000,
                Payload = new byte[random.Next(40)],
            },
        };
    }
}
