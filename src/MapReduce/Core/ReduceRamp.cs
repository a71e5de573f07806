namespace Hathi.MapReduce.Core;

/// <summary>
/// How many reduces may have a container while maps still want some, and when one must give its place to a map. Source:
/// Apache's RMContainerAllocator.
/// </summary>
internal sealed class ReduceRamp(JobLimits limits, JobTasks tasks)
{
    private long _starvedSince = -1;
    private long _waitsSince = -1;

    /// <summary>MiB that the ResourceManager would still give; negative when unknown.</summary>
    internal long Headroom { get; set; } = -1;

    /// <summary>How many reduces may have a container now.</summary>
    /// <param name="used">MiB of the job's containers.</param>
    internal int Allowed(double used)
    {
        var maps = tasks.Maps;
        var done = tasks.Done(TaskType.Map);
        if (done < Math.Ceiling(limits.SlowStart * maps))
        {
            return 0;
        }

        if (tasks.Waiting.Maps == 0)
        {
            return int.MaxValue;
        }

        if (_starvedSince >= 0)
        {
            return 0;
        }

        var ramp = (int)((long)tasks.Reduces * done / Math.Max(1, maps));
        return Headroom < 0 ? ramp : Math.Min(ramp, (int)(limits.ReduceShare * (Headroom + used) / Math.Max(1, limits.ReduceMemory)));
    }

    /// <summary>
    /// Reduces hold all there is while a map, which they wait for, has had no place for too long. Until a map has one again no reduce is
    /// asked for: those are served before maps, and would take the place that one of them has just left. Room that is there only in sum,
    /// scattered over nodes or on nodes that are passed over, is believed in for so long and no longer. To be asked now and then.
    /// </summary>
    internal bool MustYield(long time)
    {
        if (tasks.Waiting.Maps == 0 || tasks.Active(TaskType.Map) > 0)
        {
            _starvedSince = _waitsSince = -1;
            return false;
        }

        _waitsSince = _waitsSince < 0 ? time : _waitsSince;
        var hasRoom = Headroom >= limits.MapMemory && time - _waitsSince < limits.StarvedAnyway;
        if (tasks.Active(TaskType.Reduce) == 0 || hasRoom)
        {
            return false;
        }

        _starvedSince = _starvedSince < 0 ? time : _starvedSince;
        if (time - _starvedSince < limits.StarvedAfter)
        {
            return false;
        }

        _starvedSince = time;
        return true;
    }

    /// <summary>The youngest reduce goes when maps starve, if possible where they would run.</summary>
    internal void MakeRoomForMaps(IReadOnlyCollection<Worker> workers, long time, List<JobEffect> effects)
    {
        if (!MustYield(time))
        {
            return;
        }

        var youngest = workers
            .Where(static w => w is { Attempt.Id.Task.Type: TaskType.Reduce, State: not WorkerState.Ending }
                && w.Attempt.Task.Committer is null)
            .MaxBy(w => (tasks.Waiting.CountFor(TaskType.Map, w.Host) > 0, w.Since));
        if (youngest is not null && tasks.Waiting.CountFor(TaskType.Map, youngest.Host) == 0)
        {
            tasks.Waiting.AvoidNothing();
        }

        youngest?.Stop(Outcome.Killed, "It made room for a map.", effects);
    }
}
