using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Parts that lie apart in memory and side by side in a file: written with one call where the system has one. The memory must stay
/// where it is until <see cref="Flush"/>.
/// </summary>
internal unsafe ref struct GatheredWrite(IDiskFile file, string path, Span<FilePart> parts)
{
    private readonly Span<FilePart> _parts = parts;
    private long _offset;
    private int _count;

    /// <summary>Adds a part that stands at <paramref name="offset"/> in the file, right after the part before it.</summary>
    internal void Add(byte* start, int length, long offset)
    {
        if (_count == _parts.Length)
        {
            Flush();
        }

        if (_count == 0)
        {
            _offset = offset;
        }

        _parts[_count++] = new FilePart { Start = start, Length = length };
    }

    /// <summary>Writes what was added.</summary>
    /// <exception cref="DiskException">The disk failed, or has no room.</exception>
    internal void Flush()
    {
        if (!OperatingSystem.IsLinux() || file.Handle is not { } handle)
        {
            for (var i = 0; i < _count; i++)
            {
                file.Write(_offset, new ReadOnlySpan<byte>(_parts[i].Start, (int)_parts[i].Length));
                _offset += _parts[i].Length;
            }

            _count = 0;
            return;
        }

        fixed (FilePart* first = _parts)
        {
            var part = first;
            while (_count > 0)
            {
                var written = FileCalls.Write(handle, part, _count, _offset);
                if (written < 0)
                {
                    throw Failure((int)-written);
                }

                _offset += written;
                Skip(ref part, written);
            }
        }
    }

    private void Skip(ref FilePart* part, nint written)
    {
        while (_count > 0 && written >= part->Length)
        {
            written -= part->Length;
            part++;
            _count--;
        }

        if (_count > 0)
        {
            part->Start += written;
            part->Length -= written;
        }
    }

    private readonly DiskException Failure(int error) =>
        DiskException.OfChange(DiskFaults.KindOf(error), path, $"Writing {path} failed: {ErrorNumber.Message(error)}.", null);
}
