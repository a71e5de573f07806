using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hathi.Base;
using Hathi.Records.Serialization;

namespace Hathi.Records.Sequence;

/// <summary>
/// Prints serialised values of Apache's classes as their <c>toString</c> does, which for some is not what a job's text output has.
/// </summary>
/// <param name="least">Bytes that a value has at least; <see cref="BehindVInt"/>: as many as its VInt.</param>
internal abstract class WritableText(int least)
{
    private const int BehindVInt = -1;
    private const string Package = "org.apache.hadoop.io.";

    private static readonly WritableText[] All =
    [
        new By<Text>(new TextSerializer(), BehindVInt), new By<Bytes>(new BytesSerializer(), sizeof(int)),
        new By<int>(new Int32Serializer(), sizeof(int)), new By<int>(new VarInt32Serializer(), BehindVInt),
        new By<int>(new Int16Serializer(), sizeof(short)), new By<int>(new SByteSerializer(), 1),
        new By<long>(new Int64Serializer(), sizeof(long)), new By<long>(new VarInt64Serializer(), BehindVInt),
        new By<bool>(new BooleanSerializer(), 1),
        new Other(Package + "NullWritable", 0, static _ => "(null)"),
        new Other(Package + "FloatWritable", sizeof(float), static b => JavaNumber.Format(BinaryPrimitives.ReadSingleBigEndian(b))),
        new Other(Package + "DoubleWritable", sizeof(double), static b => JavaNumber.Format(BinaryPrimitives.ReadDoubleBigEndian(b))),
        new Other(Package + "MD5Hash", 0, static b => Convert.ToHexStringLower(b)),
    ];

    private protected abstract string JavaClass { get; }

    /// <summary>Null when the class is not known here.</summary>
    internal static WritableText? Find(string javaClass) => Array.Find(All, w => w.JavaClass == javaClass);

    /// <summary>Whether the bytes of a record are enough for a value: those of a damaged file may be fewer.</summary>
    internal bool Fits(ReadOnlySpan<byte> serialised) => least == BehindVInt
        ? serialised.Length > 0 && serialised.Length >= VInt.SizeFrom(serialised[0])
        : serialised.Length >= least;

    /// <summary>Prints a value of bytes that fit.</summary>
    internal abstract void Append(ReadOnlySpan<byte> serialised, IBufferWriter<byte> target);

    private sealed class By<T>(Serializer<T> serializer, int least) : WritableText(least)
        where T : allows ref struct
    {
        private protected override string JavaClass => serializer.JavaClass;

        internal override void Append(ReadOnlySpan<byte> serialised, IBufferWriter<byte> target) =>
            serializer.Format(serializer.Read(serialised), target);
    }

    private sealed class Other(string javaClass, int least, Func<byte[], string> print) : WritableText(least)
    {
        private protected override string JavaClass => javaClass;

        internal override void Append(ReadOnlySpan<byte> serialised, IBufferWriter<byte> target) =>
            Encoding.UTF8.GetBytes(print(serialised.ToArray()), target);
    }
}
