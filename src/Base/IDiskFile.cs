using Microsoft.Win32.SafeHandles;

namespace Hathi.Base;

/// <summary>An open file, read and written by position. One writer at a time; reads may run beside it.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>
    /// For the system's own bulk calls (sendfile, pwritev); null: there are none for this disk, and bytes go through <see cref="Read"/>
    /// and <see cref="Write"/>.
    /// </summary>
    SafeFileHandle? Handle { get; }

    /// <summary>The length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>The number of bytes read; less than asked only at the end of the file.</returns>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes; the file grows as needed, a gap reads as zeros.</summary>
    void Write(long offset, ReadOnlySpan<byte> data);

    /// <summary>Cuts or grows the file; what is new reads as zeros.</summary>
    void SetLength(long length);

    /// <summary>
    /// Grows the file to at least <paramref name="length"/> bytes of zeros with room on the disk kept for them, where the file system can.
    /// </summary>
    void Allocate(long length);

    /// <summary>
    /// Returns when all bytes and the length are on the medium. After a failure the state of what was written since
    /// the last sync is unknown.
    /// </summary>
    void Sync();
}
