namespace Hathi.MapReduce.Core;

/// <summary>One try at a task, from when a container is wanted for it to its end.</summary>
internal sealed class Attempt(JobTask task, AttemptRef id, int priority)
{
    internal JobTask Task { get; } = task;

    internal AttemptRef Id { get; } = id;

    /// <summary>Of the container that it asks for.</summary>
    internal int Priority { get; } = priority;

    /// <summary>The hosts that the ResourceManager was asked for.</summary>
    internal IReadOnlyList<string> AskedHosts { get; set; } = [];

    /// <summary>Hosts on which it is not to run, while it waits; empty once it has waited for others long enough.</summary>
    internal IReadOnlyList<string> Avoids { get; set; } = [];

    /// <summary>When it was first seen to wait for a host that it does not avoid.</summary>
    internal long? AvoidsSince { get; set; }

    /// <summary>No container is meant for it yet.</summary>
    internal bool IsWaiting { get; set; } = true;

    /// <summary>Its worker was told to run it.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>Its container was told to end; what becomes of it is decided.</summary>
    internal bool IsStopped { get; set; }

    /// <summary>What it counts as when its container has ended after a stop.</summary>
    internal Outcome StopOutcome { get; set; } = Outcome.Killed;

    internal string StopMessage { get; set; } = "";

    internal Worker? Worker { get; set; }

    internal long StartedAt { get; set; }

    /// <summary>When it was last heard to go on.</summary>
    internal long HeardAt { get; set; }

    internal float Progress { get; set; }

    /// <summary>Its worker is free for something else.</summary>
    internal void Detach()
    {
        if (Worker is { } worker)
        {
            worker.Attempt = null;
        }
    }
}

/// <summary>A task and its tries.</summary>
internal sealed class JobTask(TaskRef id, MapPlan? place)
{
    internal TaskRef Id { get; } = id;

    internal MapPlan? Place { get; } = place;

    internal bool IsStarted { get; set; }

    /// <summary>The try that succeeded; null while there is none.</summary>
    internal AttemptRef? Winner { get; set; }

    internal string WinnerHost { get; set; } = "";

    internal int Failures { get; set; }

    /// <summary>Where it failed, the last one last.</summary>
    internal List<string> FailedHosts { get; } = [];

    internal int NextNumber { get; set; }

    internal List<Attempt> Live { get; } = [];

    /// <summary>The only try that may commit now.</summary>
    internal Attempt? Committer { get; set; }

    internal int FetchReports { get; set; }
}

/// <summary>A container of the job and the process in it.</summary>
internal sealed class Worker(string container, string host, string rack, long memory, int priority)
{
    internal string Container { get; } = container;

    internal string Host { get; } = host;

    internal string Rack { get; } = rack;

    /// <summary>MiB.</summary>
    internal long Memory { get; } = memory;

    internal int Priority { get; } = priority;

    internal WorkerState State { get; set; } = WorkerState.Starting;

    /// <summary>What is meant for it, or runs in it.</summary>
    internal Attempt? Attempt { get; set; }

    internal long Since { get; set; }

    /// <summary>Its container is to end, and what runs in it.</summary>
    internal void Stop(Outcome outcome, string message, List<JobEffect> effects)
    {
        State = WorkerState.Ending;
        if (Attempt is { } attempt)
        {
            attempt.IsStopped = true;
            attempt.StopOutcome = outcome;
            attempt.StopMessage = message;
        }

        effects.Add(new JobEffect.StopContainer(Container));
    }

    /// <summary>Its process, which waits for an answer, is to end.</summary>
    internal void Dismiss(List<JobEffect> effects)
    {
        State = WorkerState.Ending;
        effects.Add(new JobEffect.DismissWorker(Container));
    }
}

internal enum WorkerState
{
    /// <summary>Its process was not heard yet.</summary>
    Starting,

    /// <summary>It waits for an answer.</summary>
    Idle,

    /// <summary>It works, or is about to ask.</summary>
    Busy,

    /// <summary>It was told to end.</summary>
    Ending,
}
