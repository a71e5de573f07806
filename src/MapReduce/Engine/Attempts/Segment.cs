using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>A sorted run: on the local disk, or in memory when it has <see cref="Bytes"/>.</summary>
internal readonly record struct Segment(string Path, IndexRecord Part)
{
    /// <summary>Records and end marker, without the checksum, which was checked; null when it lies in a file.</summary>
    internal byte[]? Bytes { get; private init; }

    /// <summary>A run in memory.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="bytes">Records and end marker, at least.</param>
    /// <param name="length">Bytes of these.</param>
    internal static Segment InMemory(string name, byte[] bytes, int length) =>
        new(name, new IndexRecord(0, length, length)) { Bytes = bytes };
}
