namespace Hathi.MapReduce;

/// <summary>
/// A number that tasks add to and the job sums up. One task's counter is added to by that task's thread alone; others may look.
/// </summary>
public sealed class Counter
{
    private long _value;

    internal Counter(string name, string displayName)
    {
        Name = name;
        DisplayName = displayName;
    }

    /// <summary>Within its group, for example MAP_INPUT_RECORDS.</summary>
    public string Name { get; }

    /// <summary>As printed, for example "Map input records".</summary>
    public string DisplayName { get; }

    public long Value => Volatile.Read(ref _value);

    public void Increment(long by = 1) => Volatile.Write(ref _value, _value + by);

    internal void Set(long value) => Volatile.Write(ref _value, value);
}
