using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>Values as the wire has them.</summary>
internal static class Values
{
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Of(bool truth) => [truth ? (byte)1 : (byte)0];

    public static byte[] Of(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Of(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Of(double number)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Of(Guid id) => id.ToByteArray(bigEndian: true);

    /// <summary>A list, or a set whose elements come in order.</summary>
    public static byte[] List(IReadOnlyCollection<byte[]> elements)
    {
        var bytes = new ArrayBufferWriter<byte>();
        ValueWriter.WriteCount(bytes, elements.Count);
        foreach (var element in elements)
        {
            ValueWriter.WriteField(bytes, element);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] List(IEnumerable<string> elements) => List(elements.Select(Of).ToArray());

    public static byte[] Map(ImmutableSortedDictionary<string, string> map)
    {
        var bytes = new ArrayBufferWriter<byte>();
        ValueWriter.WriteCount(bytes, map.Count);
        foreach (var (key, value) in map)
        {
            ValueWriter.WriteField(bytes, Of(key));
            ValueWriter.WriteField(bytes, Of(value));
        }

        return bytes.WrittenSpan.ToArray();
    }
}
