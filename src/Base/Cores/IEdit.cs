namespace Hathi.Base.Cores;

/// <summary>
/// One fact about a Core's state: ids, times and stamps resolved, nothing left to decide. The live path and replay apply the same code, so
/// that the log gives back what was there.
/// What is not persisted (targets of a pipeline) is empty at replay.
/// </summary>
/// <typeparam name="TState">What it changes.</typeparam>
public interface IEdit<TState>
{
    /// <summary>Appends kind and fields.</summary>
    void Write(RecordWriter writer);

    /// <summary>Makes it so.</summary>
    void Apply(TState state);
}

/// <summary>An edit that comes back from a log or an image.</summary>
/// <typeparam name="TSelf">The edit.</typeparam>
/// <typeparam name="TState">What it changes.</typeparam>
public interface IEdit<TSelf, TState> : IEdit<TState>
    where TSelf : IEdit<TSelf, TState>, allows ref struct
{
    /// <summary>Reads the fields behind the kind.</summary>
    static abstract TSelf Read(ref RecordReader reader);
}
