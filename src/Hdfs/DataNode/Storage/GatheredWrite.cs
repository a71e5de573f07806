using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Native;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Parts that lie apart in memory and side by side in a file: written with one call where the system has one. The memory must stay
/// where it is until <see cref="Flush"/>.
/// </summary>
internal unsafe ref struct GatheredWrite(IDiskFile file, string path, Span<PosixCalls.Part> parts)
{
    private readonly Span<PosixCalls.Part> _parts = parts;
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

        _parts[_count++] = new PosixCalls.Part { Start = start, Length = length };
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

        fixed (PosixCalls.Part* first = _parts)
        {
            var part = first;
            while (_count > 0)
            {
                var written = PosixCalls.WriteVector(handle, part, _count, _offset);
                if (written < 0)
                {
                    var error = Marshal.GetLastPInvokeError();
                    if (error == PosixCalls.Interrupted)
                    {
                        continue;
                    }

                    throw Failure(error);
                }

                _offset += written;
                Skip(ref part, written);
            }
        }
    }

    private void Skip(ref PosixCalls.Part* part, nint written)
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
        DiskException.OfChange(DiskFaults.KindOf(error), path, $"Writing {path} failed: {Marshal.GetPInvokeErrorMessage(error)}.", null);
}
