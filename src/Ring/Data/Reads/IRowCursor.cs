namespace Hathi.Ring.Data.Reads;

/// <summary>
/// Goes over what a <see cref="ReadCommand"/> asks for: partition after partition, of each the static row first, then the rows. What is
/// deleted is left out, tombstones and what has expired are not: a row may have nothing that a reader sees (<see cref="Rows.LiveRow"/>).
/// Where very many are left out in a row it gives one of no bytes now and then, so that who reads can stop (<see cref="MostLeftOut"/>).
/// It sees one state of each partition. Spans are valid until the next call. Owned by one thread; disposed by who opened it.
/// </summary>
public interface IRowCursor : IDisposable
{
    /// <summary>How many may be left out, one behind the other, before a row of no bytes is given.</summary>
    const int MostLeftOut = 1_024;

    /// <summary>The token of the partition.</summary>
    long Token { get; }

    /// <summary>The key of the partition.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>Whether this is the static row.</summary>
    bool IsStatic { get; }

    /// <summary>The row's clustering.</summary>
    ReadOnlySpan<byte> Clustering { get; }

    /// <summary>The row's bytes, for a <see cref="Rows.RowReader"/>; none: it is left out, as many before it.</summary>
    ReadOnlySpan<byte> Row { get; }

    /// <summary>Whether the next call may wait for a disk, so that it belongs on a thread that may.</summary>
    bool MayBlock { get; }

    /// <summary>Goes to the next row; false: there is none.</summary>
    /// <exception cref="Base.EnvironmentException">What is stored cannot be read.</exception>
    bool MoveNext();

    /// <summary>What is left of this partition is of no interest.</summary>
    void SkipPartition();
}
