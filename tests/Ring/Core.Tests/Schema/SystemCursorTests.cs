using System.Buffers.Binary;
using Hathi.Ring.Core.SystemTables;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>Rows of the system's tables within slices.</summary>
public sealed class SystemCursorTests
{
    /// <summary>To look at each slice for each row would take minutes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Very_many_rows_are_read_by_very_many_slices(bool isReversed)
    {
        const int Many = 200_000;
        var rows = Enumerable.Range(0, 2 * Many).Select(static i => new SystemRow(Place(i), [1])).ToArray();
        var command = new ReadCommand();
        command.Reset(SystemKeyspaces.All.FindTable("system_schema", "columns")!.Shape);
        var partition = new SystemPartition([7], () => rows);
        command.AddKey(partition.Token, [7]);
        command.IsReversed = isReversed;

        // Every fourth, and the one behind it; the last slice has no rows.
        for (var i = 0; i <= 2 * Many; i += 4)
        {
            command.AddSlice(Place(i), Place(i + 2));
        }

        using var cursor = new SystemCursor([partition], command);
        var (found, sum) = (0, 0L);
        while (cursor.MoveNext())
        {
            var at = BinaryPrimitives.ReadInt32BigEndian(cursor.Clustering);
            Assert.InRange(at % 4, 0, 1);
            (found, sum) = (found + 1, sum + at);
        }

        Assert.Equal((Many, Enumerable.Range(0, 2 * Many).Where(static i => i % 4 < 2).Sum(static i => (long)i)), (found, sum));
    }

    private static byte[] Place(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
