using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hathi.Base;
using Hathi.Records.Serialization;

namespace Hathi.Records.Sequence;

/// <summary>Prints serialised values of Apache's classes as their <c>toString</c> does, which for some is not what a job's text output has.</summary>
internal abstract class WritableText
{
    private const string Package = "org.apache.hadoop.io.";

    private static readonly WritableText[] All =
    [
        new By<Text>(new TextSerializer()), new By<Bytes>(new BytesSerializer()), new By<int>(new Int32Serializer()), new By<int>(new VarInt32Serializer()),
        new By<int>(new Int16Serializer()), new By<int>(new SByteSerializer()), new By<long>(new Int64Serializer()), new By<long>(new VarInt64Serializer()),
        new By<bool>(new BooleanSerializer()),
        new Other(Package + "NullWritable", static _ => "(null)"),
        new Other(Package + "FloatWritable", static b => JavaNumber.Format(BinaryPrimitives.ReadSingleBigEndian(b))),
        new Other(Package + "DoubleWritable", static b => JavaNumber.Format(BinaryPrimitives.ReadDoubleBigEndian(b))),
        new Other(Package + "MD5Hash", static b => Convert.ToHexStringLower(b)),
    ];

    private protected abstract string JavaClass { get; }

    /// <summary>Null when the class is not known here.</summary>
    internal static WritableText? Find(string javaClass) => Array.Find(All, w => w.JavaClass == javaClass);

    internal abstract void Append(ReadOnlySpan<byte> serialised, IBufferWriter<byte> target);

    private sealed class By<T>(Serializer<T> serializer) : WritableText
        where T : allows ref struct
    {
        private protected override string JavaClass => serializer.JavaClass;

        internal override void Append(ReadOnlySpan<byte> serialised, IBufferWriter<byte> target) => serializer.Format(serializer.Read(serialised), target);
    }

    private sealed class Other(string javaClass, Func<byte[], string> print) : WritableText
    {
        private protected override string JavaClass => javaClass;

        internal override void Append(ReadOnlySpan<byte> serialised, IBufferWriter<byte> target) => Encoding.UTF8.GetBytes(print(serialised.ToArray()), target);
    }
}
