using Hathi.Ring.Data;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Storage.Memory;

namespace Hathi.Ring.Storage.Rows;

/// <summary>
/// Puts changes of rows together, with two buffers that are used again. A change that is small beside the row is put before it and merged
/// with others of its size first, as counts carry over: so each byte is written a few times only, however often a row changes, and a row
/// is in few pieces. Owned by one thread.
/// </summary>
internal sealed unsafe class RowMerger
{
    /// <summary>A version is merged with one behind it that has up to so many times its bytes.</summary>
    private const int Ratio = 2;

    private DataBuffer _current = new();
    private DataBuffer _other = new();

    /// <summary>Makes the newest version of a row what it is with a change; a change that says nothing makes none.</summary>
    /// <param name="arena">Where versions are made.</param>
    /// <param name="newest">Where the newest version is.</param>
    /// <param name="change">The change, a row.</param>
    /// <param name="sequence">The record that it comes with.</param>
    internal void Write(NativeArena arena, ref nint newest, ReadOnlySpan<byte> change, long sequence)
    {
        var head = (RowVersion*)newest;
        var below = head;
        _current.Clear();
        if (!RowMerge.TryMerge(change, Taken(ref below, change.Length), Deletion.None, _current))
        {
            return;
        }

        while (below != null && below->Length <= (long)Ratio * _current.Length)
        {
            Merge(Taken(ref below, _current.Length), Deletion.None);
        }

        var version = (RowVersion*)arena.Allocate(sizeof(RowVersion) + _current.Length);
        *version = new RowVersion { Older = head, Below = below, Sequence = sequence, Length = _current.Length };
        _current.Written.CopyTo(new Span<byte>(version + 1, _current.Length));
        Volatile.Write(ref newest, (nint)version);
    }

    /// <summary>What the last <see cref="Merge(RowVersion*, Deletion)"/> came to; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Merged => _current.Written;

    /// <summary>Puts together what a version is made of, beneath a deletion.</summary>
    /// <returns>False: nothing is left.</returns>
    internal bool Merge(RowVersion* version, Deletion covering)
    {
        var below = version->Below;
        _current.Clear();
        var isSomething = RowMerge.TryMerge(
            RowVersion.Bytes(version), below == null ? default : RowVersion.Bytes(below), covering, _current);
        for (below = below == null ? null : below->Below; below != null; below = below->Below)
        {
            isSomething = Merge(RowVersion.Bytes(below), covering);
        }

        return isSomething;
    }

    // What is to be merged with so many bytes, and goes with it; none: what is behind is larger.
    private static ReadOnlySpan<byte> Taken(ref RowVersion* below, int length)
    {
        if (below == null || below->Length > (long)Ratio * length)
        {
            return default;
        }

        var bytes = RowVersion.Bytes(below);
        below = below->Below;
        return bytes;
    }

    private bool Merge(ReadOnlySpan<byte> row, Deletion covering)
    {
        _other.Clear();
        var isSomething = RowMerge.TryMerge(_current.Written, row, covering, _other);
        (_current, _other) = (_other, _current);
        return isSomething;
    }
}
