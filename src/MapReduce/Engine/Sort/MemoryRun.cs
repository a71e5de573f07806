using Hathi.Base;

namespace Hathi.MapReduce.Sort;

/// <summary>Reads a segment of an <see cref="IFile"/> that lies in memory, its checksum checked before. Used by one thread.</summary>
/// <param name="name">For messages.</param>
/// <param name="bytes">Records and end marker.</param>
/// <param name="length">Bytes of these.</param>
/// <param name="progress">Told at the end how many bytes were read.</param>
internal sealed class MemoryRun(string name, byte[] bytes, int length, Action<int> progress) : RecordCursor
{
    private int _position;
    private int _keyStart;
    private int _keyLength;
    private int _valueLength;
    private bool _ended;

    internal override ReadOnlySpan<byte> Key => bytes.AsSpan(_keyStart, _keyLength);

    internal override ReadOnlySpan<byte> Value => bytes.AsSpan(_keyStart + _keyLength, _valueLength);

    internal override bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        var source = bytes.AsSpan(_position, length - _position);
        var n = VInt.Read(source, out var keyLength);
        var m = VInt.Read(source[n..], out var valueLength);
        if (n == 0 || m == 0)
        {
            throw Corrupt("it ends without its end marker");
        }

        _position += n + m;
        if (keyLength == -1 && valueLength == -1)
        {
            _ended = true;
            progress(length);
            return _position == length ? false : throw Corrupt("its end marker comes before its end");
        }

        if (keyLength < 0 || valueLength < 0 || keyLength > length - _position || valueLength > length - _position - keyLength)
        {
            throw Corrupt($"a record claims a key of {keyLength} and a value of {valueLength} bytes");
        }

        _keyStart = _position;
        _keyLength = (int)keyLength;
        _valueLength = (int)valueLength;
        _position += _keyLength + _valueLength;
        return true;
    }

    private TaskIOException Corrupt(string what) =>
        new($"The map output {name} is damaged near byte {_position}: {what}. Run the job again.", null);
}
