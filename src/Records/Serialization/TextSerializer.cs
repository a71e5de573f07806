using System.Buffers;
using System.Text;
using Hathi.Base;

namespace Hathi.Records.Serialization;

/// <summary>Apache's Text: a VInt length and the bytes.</summary>
internal sealed class TextSerializer : Serializer<Text>
{
    public override string JavaClass => "org.apache.hadoop.io.Text";

    public override RawComparer Comparer => TextComparer.Instance;

    public override int GetSize(Text value) => VInt.Size(value.Length) + value.Length;

    public override void Write(Text value, Span<byte> target) => value.Bytes.CopyTo(target[VInt.Write(target, value.Length)..]);

    public override Text Read(ReadOnlySpan<byte> source) => new(source[VInt.SizeFrom(source[0])..]);

    public override int GetHash(ReadOnlySpan<byte> serialised) => HadoopHash.OfBytes(serialised[VInt.SizeFrom(serialised[0])..]);

    public override void Format(Text value, IBufferWriter<byte> target) => target.Write(value.Bytes);
}

/// <summary>Byte order behind the VInt length.</summary>
internal sealed class TextComparer : BytesComparer
{
    internal static readonly TextComparer Instance = new();

    protected override ReadOnlySpan<byte> Body(ReadOnlySpan<byte> key) => key[VInt.SizeFrom(key[0])..];
}

/// <summary>A string in the bytes of <see cref="Text"/>: convenient, an allocation a record.</summary>
internal sealed class StringSerializer : Serializer<string>
{
    public override string JavaClass => "org.apache.hadoop.io.Text";

    public override RawComparer Comparer => TextComparer.Instance;

    public override int GetSize(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        return VInt.Size(bytes) + bytes;
    }

    public override void Write(string value, Span<byte> target)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, target[VInt.Write(target, bytes)..]);
    }

    public override string Read(ReadOnlySpan<byte> source) => Encoding.UTF8.GetString(source[VInt.SizeFrom(source[0])..]);

    public override int GetHash(ReadOnlySpan<byte> serialised) => HadoopHash.OfBytes(serialised[VInt.SizeFrom(serialised[0])..]);

    public override void Format(string value, IBufferWriter<byte> target) => Encoding.UTF8.GetBytes(value, target);
}
