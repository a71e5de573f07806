using System.Text;
using Hathi.Base;

namespace Hathi.Cli.Kit;

/// <summary>
/// Text and bytes to one of the standard streams, buffered. Safe for use by several threads, a call at a time. Once something could not be
/// written every later call that writes fails as well: whoever ignored it, to tell of something else, is not the last to know.
/// </summary>
internal sealed class ShellWriter(Stream stream)
{
    private const int Capacity = 1 << 14;
    private readonly byte[] _buffer = new byte[Capacity];
    private readonly Lock _gate = new();
    private int _used;
    private IOException? _failure;

    /// <summary>Whether an exception says that something could not be written here.</summary>
    public bool IsFailure(Exception e) => _failure is { } failure && (e == failure || e.InnerException == failure);

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
                Attempt(bytes);
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
        Attempt(_buffer.AsSpan(0, used));
    }

    private void Attempt(ReadOnlySpan<byte> bytes)
    {
        if (_failure is not null)
        {
            throw new EnvironmentException(_failure.Message, _failure);
        }

        try
        {
            stream.Write(bytes);
        }
        catch (IOException e)
        {
            _failure = e;
            throw;
        }
    }
}
