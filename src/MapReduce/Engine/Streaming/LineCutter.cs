namespace Hathi.MapReduce.Streaming;

/// <summary>
/// Cuts blocks into lines, after LF, CR or CR LF; a line may go over blocks. Each byte is looked at once and copied at most twice, however
/// long its line is. Used by one thread.
/// </summary>
/// <param name="longest">Bytes that a line may have.</param>
/// <param name="inPieces">A longer one comes in pieces of that length; else it is an error.</param>
internal sealed class LineCutter(int longest, bool inPieces)
{
    /// <summary>A buffer that one long line has made larger than this is not kept.</summary>
    private const int KeptBytes = 1 << 20;

    private byte[] _held = [];
    private int _length;

    // The last byte was a CR: an LF that follows belongs to it.
    private bool _afterReturn;

    internal delegate void TakeLine(ReadOnlySpan<byte> line);

    /// <summary>Takes a block; a line is good during the call only.</summary>
    /// <exception cref="LineTooLongException">A line does not end within the limit.</exception>
    internal void Add(ReadOnlySpan<byte> block, TakeLine take)
    {
        if (_afterReturn && !block.IsEmpty)
        {
            _afterReturn = false;
            block = block[0] == '\n' ? block[1..] : block;
        }

        while (block.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at)
        {
            Take(block[..at], take);
            var isReturn = block[at] == '\r';
            block = block[(at + 1)..];
            if (isReturn && block.IsEmpty)
            {
                _afterReturn = true;
            }
            else if (isReturn && block[0] == '\n')
            {
                block = block[1..];
            }
        }

        Hold(block, take);
    }

    /// <summary>Nothing comes any more: what is held is the last line.</summary>
    internal void End(TakeLine take)
    {
        if (_length > 0)
        {
            Take([], take);
        }
    }

    private void Take(ReadOnlySpan<byte> end, TakeLine take)
    {
        if (_length == 0 && end.Length <= longest)
        {
            take(end);
            return;
        }

        Hold(end, take);
        Give(take);
        if (_held.Length > KeptBytes)
        {
            _held = [];
        }
    }

    private void Hold(ReadOnlySpan<byte> part, TakeLine take)
    {
        while (part.Length > longest - _length)
        {
            if (!inPieces)
            {
                throw new LineTooLongException(longest);
            }

            var count = longest - _length;
            Append(part[..count]);
            part = part[count..];
            Give(take);
        }

        Append(part);
    }

    private void Give(TakeLine take)
    {
        var length = _length;
        _length = 0;
        take(_held.AsSpan(0, length));
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        if (_held.Length - _length < part.Length)
        {
            Array.Resize(ref _held, (int)Math.Min(longest, Math.Max(2L * _held.Length, _length + part.Length)));
        }

        part.CopyTo(_held.AsSpan(_length));
        _length += part.Length;
    }
}

/// <summary>A program writes a line that does not end.</summary>
internal sealed class LineTooLongException(
    int longest) : Exception($"It wrote a line of more than {longest >> 20} MiB: a record is a line, and ends with a line feed.");
