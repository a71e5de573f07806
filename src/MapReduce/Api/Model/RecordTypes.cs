namespace Hathi.MapReduce;

/// <summary>The types of keys and values at one end of a part of a job.</summary>
internal readonly record struct RecordTypes(Type Key, Type Value)
{
    internal static RecordTypes Of<TKey, TValue>()
        where TKey : allows ref struct
        where TValue : allows ref struct
        => new(typeof(TKey), typeof(TValue));

    public override string ToString() => $"({Key.Name}, {Value.Name})";
}
