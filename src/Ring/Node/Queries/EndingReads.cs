using Hathi.Base;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Node.Queries;

/// <summary>A read took longer than reads may (<c>range_request_timeout</c>).</summary>
internal sealed class ReadEndedException() : EnvironmentException("Operation timed out - received only 0 responses.", null);

/// <summary>A table's rows as a read sees them that comes to an end: after some time it is ended.</summary>
/// <param name="rows">The rows.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="endMilliseconds">When it ends, by the monotonic clock.</param>
internal sealed class EndingReads(IRowSource rows, IClock clock, long endMilliseconds) : IRowSource
{
    // Rows between two looks at the clock.
    private const int LooksApart = 256;

    /// <inheritdoc/>
    public IRowCursor Read(ReadCommand command) => new Cursor(rows.Read(command), clock, endMilliseconds);

    private sealed class Cursor(IRowCursor rows, IClock clock, long endMilliseconds) : IRowCursor
    {
        private int _rows;

        public long Token => rows.Token;

        public ReadOnlySpan<byte> Key => rows.Key;

        public bool IsStatic => rows.IsStatic;

        public ReadOnlySpan<byte> Clustering => rows.Clustering;

        public ReadOnlySpan<byte> Row => rows.Row;

        public bool MayBlock => rows.MayBlock;

        public bool MoveNext() => ++_rows % LooksApart == 0 && clock.Read().MonotonicMilliseconds > endMilliseconds
            ? throw new ReadEndedException()
            : rows.MoveNext();

        public void SkipPartition() => rows.SkipPartition();

        public void Dispose() => rows.Dispose();
    }
}
