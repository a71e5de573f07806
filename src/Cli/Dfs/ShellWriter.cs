using System.Text;

namespace Hathi.Cli.Dfs;

/// <summary>Text and bytes to one of the standard streams, buffered. Safe for use by several threads, a call at a time.</summary>
internal sealed class ShellWriter(Stream stream)
{
    private const int Capacity = 1 << 14;
    private readonly byte[] _buffer = new byte[Capacity];
    private readonly Lock _gate = new();
    private int _used;

    public void Print(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            Append(text);
        }
    }

    /// <summary>The text and a line feed.</summary>
    public void Line(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            Append(text);
            Append("\n");
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (bytes.Length > Capacity - _used)
            {
                Drain();
            }

            if (bytes.Length > Capacity)
            {
                stream.Write(bytes);
                return;
            }

            bytes.CopyTo(_buffer.AsSpan(_used));
            _used += bytes.Length;
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            Drain();
            stream.Flush();
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            // A piece whose bytes fit for certain; a surrogate pair is not cut.
            var room = (Capacity - _used) / 3;
            if (room < 2)
            {
                Drain();
                continue;
            }

            var count = Math.Min(room, text.Length);
            if (count < text.Length && char.IsHighSurrogate(text[count - 1]))
            {
                count--;
            }

            _used += Encoding.UTF8.GetBytes(text[..count], _buffer.AsSpan(_used));
            text = text[count..];
        }
    }

    private void Drain()
    {
        var used = _used;
        _used = 0;
        stream.Write(_buffer, 0, used);
    }
}
