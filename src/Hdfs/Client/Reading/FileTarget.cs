using Hathi.Hdfs.Client.Local;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>A file of this machine that a copy is written to, many pieces a call, past the stream that it was given as. For one copy.</summary>
internal sealed class FileTarget
{
    private readonly FileStream _stream;
    private long _position;

    private FileTarget(FileStream stream)
    {
        stream.Flush();
        _stream = stream;
        _position = stream.Position;
    }

    /// <summary>Null when the stream is none that can be written at positions.</summary>
    internal static FileTarget? Of(Stream destination)
    {
        var stream = destination as FileStream ?? (destination as LocalWriteStream)?.File;
        return stream is { CanSeek: true, CanWrite: true } && stream.GetType() == typeof(FileStream) ? new FileTarget(stream) : null;
    }

    internal void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, int count)
    {
        RandomAccess.Write(_stream.SafeFileHandle, pieces, _position);
        _position += count;
    }

    /// <summary>The stream goes on behind what was written.</summary>
    internal void Finish() => _stream.Position = _position;
}
