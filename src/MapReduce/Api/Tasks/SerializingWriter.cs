using System.Buffers;
using Hathi.Records;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>Serialises what is written into a sink.</summary>
internal sealed class SerializingWriter<TKey, TValue>(
    Serializer<TKey> keys, Serializer<TValue> values, RecordSink sink) : RecordWriter<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    private byte[] _scratch = ArrayPool<byte>.Shared.Rent(1024);

    public override void Write(TKey key, TValue value)
    {
        var keySize = keys.GetSize(key);
        var size = keySize + values.GetSize(value);
        if (size > _scratch.Length)
        {
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = ArrayPool<byte>.Shared.Rent(size);
        }

        var record = _scratch.AsSpan(0, size);
        keys.Write(key, record[..keySize]);
        values.Write(value, record[keySize..]);
        sink.Append(record[..keySize], record[keySize..]);
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
        return ValueTask.CompletedTask;
    }
}
