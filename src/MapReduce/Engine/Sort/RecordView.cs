using System.Runtime.CompilerServices;
using Hathi.Base;

namespace Hathi.MapReduce.Sort;

/// <summary>A record in memory as IFile stores it: VInt key length, VInt value length, key, value.</summary>
internal readonly unsafe ref struct RecordView
{
    private readonly byte* _key;
    private readonly int _keyLength;
    private readonly int _valueLength;
    private readonly int _headerLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RecordView(byte* record)
    {
        var lengths = (sbyte*)record;
        if (lengths[0] >= 0 && lengths[1] >= 0)
        {
            // Nearly every record has lengths of one byte each.
            _headerLength = 2;
            _keyLength = lengths[0];
            _valueLength = lengths[1];
        }
        else
        {
            var n = VInt.Read(new ReadOnlySpan<byte>(record, VInt.MaxBytes), out var keyLength);
            n += VInt.Read(new ReadOnlySpan<byte>(record + n, VInt.MaxBytes), out var valueLength);
            _headerLength = n;
            _keyLength = (int)keyLength;
            _valueLength = (int)valueLength;
        }

        _key = record + _headerLength;
    }

    internal ReadOnlySpan<byte> Key => new(_key, _keyLength);

    internal ReadOnlySpan<byte> Value => new(_key + _keyLength, _valueLength);

    /// <summary>Header, key and value: what goes to a spill as it is.</summary>
    internal ReadOnlySpan<byte> Whole => new(_key - _headerLength, _headerLength + _keyLength + _valueLength);
}
