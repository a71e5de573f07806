using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Kit;

namespace Hathi.Ring.Storage.Tests;

public sealed partial class MemtableTests
{
    /// <summary>Who reads over a million deleted rows can stop on the way; and what is there is found all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Among_many_rows_that_are_left_out_some_of_no_bytes_are_given(bool isReversed)
    {
        const int Rows = 5 * IRowCursor.MostLeftOut;
        using var tables = new Tables();
        var writer = new MutationWriter();
        writer.BeginPartition(RandomChanges.Wide.Id, 7, [1]);
        for (var i = 0; i < Rows; i++)
        {
            Put(writer, [0x40, (byte)(i >> 8), (byte)i], 5);
        }

        tables.Apply(writer.Record.ToArray());
        writer.Clear();
        writer.BeginPartition(RandomChanges.Wide.Id, 7, [1]);
        writer.DeletePartition(new Deletion(5, 1));
        Put(writer, [0x41], 6);
        tables.Apply(writer.Record.ToArray());
        var command = new ReadCommand();
        command.Reset(RandomChanges.Wide);
        command.AddKey(7, [1]);
        command.IsReversed = isReversed;
        using var cursor = tables.Read(command);
        var (found, empty) = (new List<string>(), 0);
        while (cursor.MoveNext())
        {
            if (cursor.Row.IsEmpty)
            {
                empty++;
            }
            else
            {
                found.Add(Convert.ToHexString(cursor.Clustering));
            }
        }

        Assert.Equal(["41"], found);
        Assert.Equal(Rows / IRowCursor.MostLeftOut, empty);
    }

    private static void Put(MutationWriter writer, byte[] clustering, long timestamp)
    {
        writer.BeginRow(clustering);
        _ = new RowWriter(writer.Buffer, new Liveness(timestamp, 0, 0), Deletion.None);
        writer.EndRow();
    }
}
