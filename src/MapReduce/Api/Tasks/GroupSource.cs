namespace Hathi.MapReduce;

/// <summary>
/// Keys, and for each its values, serialised: <see cref="NextGroup"/>, then <see cref="MoveNext"/> until it says no. Used by one thread.
/// </summary>
internal abstract class GroupSource
{
    /// <summary>Of the group; good until the next <see cref="NextGroup"/>.</summary>
    internal abstract ReadOnlySpan<byte> Key { get; }

    /// <summary>The value; good until the next <see cref="MoveNext"/>.</summary>
    internal abstract ReadOnlySpan<byte> Value { get; }

    /// <summary>Values handed out or passed over.</summary>
    internal long Records { get; private protected set; }

    /// <summary>Passes over what is left of the group and starts the next; false when there is none.</summary>
    internal abstract bool NextGroup();

    /// <summary>Goes to the next value of the group; false after the last.</summary>
    internal abstract bool MoveNext();
}
