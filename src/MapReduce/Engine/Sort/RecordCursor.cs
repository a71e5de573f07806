namespace Hathi.MapReduce.Sort;

/// <summary>
/// Serialised records one after the other, in key order: a sorted buffer, one stored run, or a merge of several. Used by one thread.
/// </summary>
internal abstract class RecordCursor
{
    /// <summary>Of the current record; good until the next <see cref="MoveNext"/>.</summary>
    internal abstract ReadOnlySpan<byte> Key { get; }

    /// <summary>Of the current record; good until the next <see cref="MoveNext"/>.</summary>
    internal abstract ReadOnlySpan<byte> Value { get; }

    /// <summary>Goes to the next record; false after the last.</summary>
    internal abstract bool MoveNext();

    /// <summary>Appends all records that are left.</summary>
    internal virtual void WriteTo(IFileWriter file)
    {
        while (MoveNext())
        {
            file.Append(Key, Value);
        }
    }
}
