using System.Buffers.Binary;
using System.Text;

namespace Hathi.Yarn.Client.Logs;

/// <summary>The value of one record: chunks, of which the last has a length that is not negative. Not thread-safe.</summary>
internal sealed class TFileValue(TFileInput input)
{
    private const int SkipBytes = 16 * 1024;
    private long _left;
    private bool _last;

    /// <summary>Reads up to the target's length; 0 at the end of the value.</summary>
    internal async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (_left == 0)
        {
            if (_last)
            {
                return 0;
            }

            var length = await input.NumberAsync(cancellationToken).ConfigureAwait(false);
            _last = length >= 0;
            _left = length != long.MinValue
                ? Math.Abs(length)
                : throw new InvalidDataException($"A piece of {length} bytes: the aggregated log is damaged.");
        }

        var read = await input.ReadAsync(target[..(int)Math.Min(target.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= read;
        return read;
    }

    /// <summary>A text behind its length, as Java's writeUTF writes it; null at the end of the value.</summary>
    internal async ValueTask<string?> TextAsync(CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(ushort)];
        if (!await FillAsync(head, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var text = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
        return await FillAsync(text, cancellationToken).ConfigureAwait(false) || text.Length == 0
            ? Encoding.UTF8.GetString(text)
            : throw new InvalidDataException("The aggregated log ends in the middle of a name: it is damaged.");
    }

    internal async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[SkipBytes];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
            // On to the next record.
        }
    }

    private async ValueTask<bool> FillAsync(byte[] target, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < target.Length;)
        {
            var read = await ReadAsync(target.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return filled == 0
                    ? false
                    : throw new InvalidDataException("The aggregated log ends in the middle of a name: it is damaged.");
            }

            filled += read;
        }

        return target.Length > 0;
    }
}
