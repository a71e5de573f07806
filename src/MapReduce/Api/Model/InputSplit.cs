using Hathi.Base;

namespace Hathi.MapReduce;

/// <summary>The part of the input that one map task reads (Apache's InputSplit).</summary>
public abstract record InputSplit
{
    /// <summary>Bytes, for ordering the tasks by size.</summary>
    public abstract long Length { get; }

    /// <summary>Host names where the bytes are near, best first.</summary>
    public abstract IReadOnlyList<string> Hosts { get; }

    /// <summary>Bytes that describe the split itself (counter SPLIT_RAW_BYTES).</summary>
    internal abstract int DescriptionBytes { get; }
}

/// <summary>A stretch of a file (Apache's FileSplit).</summary>
/// <param name="Path">With scheme and authority where it is not the default file system.</param>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="SplitLength">Bytes.</param>
/// <param name="SplitHosts">Hosts with the block that the split starts in.</param>
public sealed record FileSplit(string Path, long Start, long SplitLength, IReadOnlyList<string> SplitHosts) : InputSplit
{
    public override long Length => SplitLength;

    public override IReadOnlyList<string> Hosts => SplitHosts;

    // Apache writes the path as text and two numbers of eight bytes.
    internal override int DescriptionBytes
    {
        get
        {
            var bytes = System.Text.Encoding.UTF8.GetByteCount(Path);
            return VInt.Size(bytes) + bytes + 16;
        }
    }

    /// <summary>path:start+length, as Hadoop prints it.</summary>
    public override string ToString() => $"{Path}:{Start}+{SplitLength}";
}

/// <summary>A stretch of whole numbers, for jobs that make their input themselves; see <see cref="Formats.RangeInputFormat"/>.</summary>
/// <param name="First">The first number.</param>
/// <param name="Count">How many there are.</param>
public sealed record RangeSplit(long First, long Count) : InputSplit
{
    /// <summary>No bytes are read.</summary>
    public override long Length => 0;

    /// <summary>It is as near to any node.</summary>
    public override IReadOnlyList<string> Hosts => [];

    // Two numbers, as Apache writes the splits of its generators.
    internal override int DescriptionBytes => VInt.Size(First) + VInt.Size(Count);

    /// <summary>first+count.</summary>
    public override string ToString() => $"{First}+{Count}";
}

/// <summary>Several stretches of files that one map task reads one after the other (Apache's CombineFileSplit).</summary>
/// <param name="Parts">In the order in which they are read, at least one.</param>
/// <param name="SplitHosts">Hosts that have all of them, or the most of them.</param>
public sealed record CombinedSplit(IReadOnlyList<FileSplit> Parts, IReadOnlyList<string> SplitHosts) : InputSplit
{
    public override long Length { get; } = Parts.Sum(p => p.SplitLength);

    public override IReadOnlyList<string> Hosts => SplitHosts;

    internal override int DescriptionBytes => Parts.Sum(p => p.DescriptionBytes);

    /// <summary>The parts, as Hadoop prints them.</summary>
    public override string ToString() => "Paths:" + string.Join(',', Parts);
}

/// <summary>A split of one of a job's sources (Apache's TaggedInputSplit).</summary>
/// <param name="Source">Number of the source.</param>
/// <param name="Inner">As the source's format gave it.</param>
internal sealed record SourceSplit(int Source, InputSplit Inner) : InputSplit
{
    public override long Length => Inner.Length;

    public override IReadOnlyList<string> Hosts => Inner.Hosts;

    internal override int DescriptionBytes => Inner.DescriptionBytes;
}
