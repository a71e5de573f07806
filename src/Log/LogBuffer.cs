namespace Hathi.Log;

/// <summary>A batch being gathered: a mark and the records behind it, as they go to the segment in one write.</summary>
internal sealed class LogBuffer(Guid logId)
{
    private const int StartBytes = 16 << 10;

    /// <summary>
    /// A batch of thousands of edits. What a larger one needed is given back: a node has two buffers in each of its logs.
    /// </summary>
    internal const int KeptBytes = 512 << 10;

    private byte[] _bytes = new byte[StartBytes];

    /// <summary>Bytes that it has room for.</summary>
    internal int Room => _bytes.Length;

    internal int Length { get; private set; }

    internal long FirstIndex { get; private set; }

    internal long LastIndex { get; private set; }

    internal bool IsEmpty => Length == 0;

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    internal void Add(long index, ReadOnlySpan<byte> payload)
    {
        if (Length == 0)
        {
            FirstIndex = index;
            LogFormat.WriteMark(_bytes, logId, index);
            Length = LogFormat.MarkBytes;
        }

        var end = Length + LogFormat.RecordHeaderBytes + payload.Length;
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(end, _bytes.Length * 2L), Array.MaxLength));
        }

        var target = _bytes.AsSpan(Length);
        LogFormat.WriteRecordHeader(target, index, payload);
        payload.CopyTo(target[LogFormat.RecordHeaderBytes..]);
        Length = end;
        LastIndex = index;
    }

    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[StartBytes];
        }
    }
}
