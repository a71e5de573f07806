namespace Hathi.MapReduce;

/// <summary>A number that tasks add to and the job sums up. One task's counter is used by that task's thread alone.</summary>
public sealed class Counter
{
    internal Counter(string name, string displayName)
    {
        Name = name;
        DisplayName = displayName;
    }

    /// <summary>Within its group, for example MAP_INPUT_RECORDS.</summary>
    public string Name { get; }

    /// <summary>As printed, for example "Map input records".</summary>
    public string DisplayName { get; }

    public long Value { get; private set; }

    public void Increment(long by = 1) => Value += by;

    internal void Set(long value) => Value = value;
}
