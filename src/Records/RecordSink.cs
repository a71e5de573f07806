namespace Hathi.Records;

/// <summary>Takes serialised records. Used by one thread.</summary>
internal abstract class RecordSink
{
    /// <summary>Takes a record; the spans are not referred to afterwards.</summary>
    internal abstract void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}
