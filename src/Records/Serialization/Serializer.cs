using System.Buffers;

namespace Hathi.Records.Serialization;

/// <summary>
/// How values of one type become bytes between map and reduce, in which order those bytes sort, and how a value reads in text output.
/// Immutable; used by several threads at once.
/// </summary>
/// <typeparam name="T">May be a ref struct such as <see cref="Text"/>.</typeparam>
public abstract class Serializer<T>
    where T : allows ref struct
{
    /// <summary>The Writable class of Apache with the same bytes, for example org.apache.hadoop.io.Text.</summary>
    public abstract string JavaClass { get; }

    /// <summary>The order of serialised values.</summary>
    public abstract RawComparer Comparer { get; }

    /// <summary>Bytes that <see cref="Write"/> fills.</summary>
    public abstract int GetSize(T value);

    /// <summary>Writes the value; <paramref name="target"/> has exactly <see cref="GetSize"/> bytes.</summary>
    public abstract void Write(T value, Span<byte> target);

    /// <summary>The value of these bytes; it may point into them.</summary>
    public abstract T Read(ReadOnlySpan<byte> source);

    /// <summary>
    /// The same number in every process, Java's <c>hashCode()</c> of the value where there is one; it chooses the partition.
    /// </summary>
    public abstract int GetHash(ReadOnlySpan<byte> serialised);

    /// <summary>Appends the value as TextOutputFormat prints it, in UTF-8.</summary>
    public abstract void Format(T value, IBufferWriter<byte> target);
}
