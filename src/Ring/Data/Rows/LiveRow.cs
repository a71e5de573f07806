namespace Hathi.Ring.Data.Rows;

/// <summary>What a reader sees of a row at a second.</summary>
public static class LiveRow
{
    /// <summary>Whether it is there: somebody has said so, or some column holds a value. (Of a static row: whether any does.)</summary>
    /// <exception cref="RingDataException">It is no row.</exception>
    public static bool IsLive(ReadOnlySpan<byte> row, long second)
    {
        var reader = new RowReader(row);
        if (reader.Liveness.IsLive(second))
        {
            return true;
        }

        while (reader.MoveNext())
        {
            if (reader.Cell.IsLive(second))
            {
                return true;
            }
        }

        return false;
    }
}
