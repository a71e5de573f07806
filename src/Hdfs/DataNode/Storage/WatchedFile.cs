using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>A file that is read, with a word after every read that the disk has answered.</summary>
/// <param name="file">The file, which is closed with this one.</param>
/// <param name="answered">Told after each read, also one that was refused.</param>
internal sealed class WatchedFile(IDiskFile file, Action answered) : IDiskFile
{
    public SafeFileHandle? Handle => file.Handle;

    public long Length => file.Length;

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            return file.Read(offset, buffer);
        }
        finally
        {
            answered();
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> data) => file.Write(offset, data);

    public void SetLength(long length) => file.SetLength(length);

    public void Allocate(long length) => file.Allocate(length);

    public void Sync() => file.Sync();

    public void Dispose() => file.Dispose();
}
