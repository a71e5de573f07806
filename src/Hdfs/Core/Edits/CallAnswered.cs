using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>What a call was answered that must not be carried out twice: a retry after a restart gets the same.</summary>
internal readonly struct CallAnswered(CallKey key, long expires, byte[] answer) : IEdit<CallAnswered, NameSpace>
{
    public static CallAnswered Read(ref RecordReader reader)
    {
        var high = reader.Fixed();
        var low = reader.Fixed();
        var key = new CallKey(high, low, (int)reader.Unsigned());
        var expires = reader.Signed();
        return new CallAnswered(key, expires, reader.Bytes().ToArray());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.CallAnswered);
        writer.Fixed(key.ClientHigh);
        writer.Fixed(key.ClientLow);
        writer.Unsigned(key.CallId);
        writer.Signed(expires);
        writer.Bytes(answer);
    }

    public void Apply(NameSpace space)
    {
        space.RetryCache.Add(key, expires, answer, space.Monotonic);
    }
}
