namespace Hathi.MapReduce.Streaming;

/// <summary>Cuts blocks into lines, after LF, CR or CR LF; a line may go over blocks. Used by one thread.</summary>
internal sealed class LineCutter
{
    private byte[] _held = [];

    internal delegate void TakeLine(ReadOnlySpan<byte> line);

    /// <summary>Takes a block; a line is good during the call only.</summary>
    internal void Add(byte[] block, TakeLine take)
    {
        if (_held.Length > 0)
        {
            block = [.. _held, .. block];
        }

        ReadOnlySpan<byte> rest = block;
        while (rest.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at)
        {
            // An LF may follow this CR in the next block.
            if (rest[at] == '\r' && at + 1 == rest.Length)
            {
                break;
            }

            take(rest[..at]);
            rest = rest[(rest[at] == '\r' && rest[at + 1] == '\n' ? at + 2 : at + 1)..];
        }

        _held = rest.ToArray();
    }

    /// <summary>Nothing comes any more: what is held is the last line.</summary>
    internal void End(TakeLine take)
    {
        if (_held.Length > 0)
        {
            take(_held[^1] == '\r' ? _held.AsSpan(0, _held.Length - 1) : _held);
        }

        _held = [];
    }
}
