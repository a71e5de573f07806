using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// Cuts sorted records into groups of equal keys: first <see cref="NextGroup"/>, then the values of that group. Used by one thread.
/// </summary>
internal sealed class GroupCursor(RecordCursor records, RawComparer grouping) : GroupSource
{
    private byte[] _key = new byte[256];
    private int _keyLength;

    // A record was read that is not handed out yet: the first of the group, or of the next one.
    private bool _waiting;
    private bool _inGroup;
    private bool _started;

    /// <summary>The first key of the group; good until the next <see cref="NextGroup"/>.</summary>
    internal override ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    internal override ReadOnlySpan<byte> Value => records.Value;

    /// <summary>Passes over what is left of the group and starts the next; false when there is none.</summary>
    internal override bool NextGroup()
    {
        if (!_started)
        {
            _started = true;
            _waiting = records.MoveNext();
        }

        while (_inGroup && MoveNext())
        {
        }

        if (!_waiting)
        {
            return false;
        }

        var key = records.Key;
        if (key.Length > _key.Length)
        {
            _key = new byte[Math.Max(key.Length, 2 * _key.Length)];
        }

        key.CopyTo(_key);
        _keyLength = key.Length;
        return _inGroup = true;
    }

    internal override bool MoveNext()
    {
        if (!_inGroup)
        {
            return false;
        }

        if (_waiting)
        {
            _waiting = false;
            Records++;
            return true;
        }

        if (!records.MoveNext())
        {
            return _inGroup = false;
        }

        var key = records.Key;
        if (key.SequenceEqual(Key) || grouping.Compare(key, Key) == 0)
        {
            Records++;
            return true;
        }

        _waiting = true;
        return _inGroup = false;
    }
}
