using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.Client.Local;

/// <summary>
/// A file of this machine behind a stream, read or written at positions past the stream: no buffer, no change of thread, many pieces a
/// call. Begins where the stream stands and leaves it where it ended. For one copy.
/// </summary>
internal sealed class LocalFile
{
    private readonly SafeFileHandle _handle;
    private readonly Stream _stream;
    private long _position;

    private LocalFile(SafeFileHandle handle, Stream stream)
    {
        _handle = handle;
        _stream = stream;
        _position = stream.Position;
    }

    /// <summary>Null when the stream is none that can be written at positions.</summary>
    internal static LocalFile? ToWrite(Stream destination)
    {
        var stream = destination as FileStream ?? (destination as LocalWriteStream)?.File;
        if (stream is not { CanSeek: true, CanWrite: true } || stream.GetType() != typeof(FileStream))
        {
            return null;
        }

        stream.Flush();
        return new LocalFile(stream.SafeFileHandle, stream);
    }

    /// <summary>Null when the stream is none that can be read at positions.</summary>
    internal static LocalFile? ToRead(Stream source) => source switch
    {
        LocalReadStream stream => new LocalFile(stream.Handle, stream),
        FileStream { CanSeek: true, CanRead: true } stream when stream.GetType() == typeof(FileStream) =>
            new LocalFile(stream.SafeFileHandle, stream),
        _ => null,
    };

    internal void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, int count)
    {
        RandomAccess.Write(_handle, pieces, _position);
        _position += count;
    }

    /// <returns>Bytes read; 0 at the end.</returns>
    internal int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(_handle, buffer, _position);
        _position += count;
        return count;
    }

    /// <summary>The stream goes on where this has ended.</summary>
    internal void Finish() => _stream.Position = _position;
}
