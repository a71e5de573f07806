namespace Hathi.MapReduce.Core;

/// <summary>What a task does.</summary>
public enum TaskType
{
    Map,
    Reduce,
}

/// <summary>A task of the job: its number among those of its type, from 0.</summary>
public readonly record struct TaskRef(TaskType Type, int Number)
{
    public override string ToString() => $"{(Type == TaskType.Map ? 'm' : 'r')}_{Number:000000}";
}

/// <summary>One try at a task. Numbers of the n-th master start at 1000 (n - 1), as Apache's do.</summary>
public readonly record struct AttemptRef(TaskRef Task, int Number)
{
    public override string ToString() => $"{Task}_{Number}";
}
