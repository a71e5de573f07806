using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Tests.Rows;
using Hathi.Ring.Kit;
using Hathi.Ring.Storage.Records;

namespace Hathi.Simulation.Tests.Ring.Storage;

/// <summary>What a program that makes a <see cref="StoreMutant"/>'s mistake gives to the store in the place of what came.</summary>
internal static class StoreMistakes
{
    /// <summary>The records that are accepted for one.</summary>
    internal static IReadOnlyList<byte[]> Accepted(StoreMutant mutant, byte[] record, IRowSource store) => mutant switch
    {
        StoreMutant.TearsRecords => Parts(record),
        StoreMutant.LeavesTiesToTheFirst => [Copy(record, withDeletions: true, store)],
        _ => [record],
    };

    /// <summary>Whether a record of the log is replayed.</summary>
    internal static bool IsReplayed(StoreMutant mutant, ReadOnlySpan<byte> record) =>
        mutant != StoreMutant.LosesTruncationsInReplay || record[0] != (byte)StoreRecordKind.Truncate;

    /// <summary>What is replayed for a record of the log.</summary>
    internal static ReadOnlySpan<byte> Replayed(StoreMutant mutant, ReadOnlySpan<byte> record) =>
        mutant == StoreMutant.LosesDeletionsInReplay && record[0] == (byte)StoreRecordKind.Mutation
            ? new byte[] { record[0] }.Concat(Copy(record[1..], withDeletions: false, null)).ToArray()
            : record;

    private static List<byte[]> Parts(byte[] record)
    {
        var parts = new List<byte[]>();
        var reader = new MutationReader(record);
        while (reader.MoveNextPartition())
        {
            var writer = new MutationWriter();
            Copy(ref reader, writer, true, null);
            parts.Add(writer.Record.ToArray());
        }

        return parts;
    }

    private static byte[] Copy(ReadOnlySpan<byte> record, bool withDeletions, IRowSource? store)
    {
        var writer = new MutationWriter();
        var reader = new MutationReader(record);
        while (reader.MoveNextPartition())
        {
            Copy(ref reader, writer, withDeletions, store);
        }

        return writer.Record.ToArray();
    }

    private static void Copy(ref MutationReader reader, MutationWriter writer, bool withDeletions, IRowSource? store)
    {
        writer.BeginPartition(reader.Table, reader.Token, reader.Key);
        while (reader.MoveNext())
        {
            switch (reader.Kind)
            {
                case ChangeKind.PartitionDeletion or ChangeKind.RangeDeletion when !withDeletions:
                    break;
                case ChangeKind.PartitionDeletion:
                    writer.DeletePartition(reader.Deletion);
                    break;
                case ChangeKind.RangeDeletion:
                    writer.DeleteRange(reader.From, reader.To, reader.Deletion);
                    break;
                case ChangeKind.StaticRow:
                    writer.BeginStaticRow();
                    writer.Buffer.Bytes(reader.Row);
                    writer.EndRow();
                    break;
                default:
                    writer.BeginRow(reader.Clustering);
                    writer.Buffer.Bytes(store is null ? reader.Row : WithoutTies(reader, store));
                    writer.EndRow();
                    break;
            }
        }
    }

    // Cells of which the store has one of the same time are left out.
    private static byte[] WithoutTies(MutationReader change, IRowSource store)
    {
        var row = PlainRow.Of(change.Row);
        var command = new ReadCommand();
        command.Reset(change.Table == RandomChanges.Wide.Id ? RandomChanges.Wide : RandomChanges.Narrow);
        command.AddKey(change.Token, change.Key);
        using var cursor = store.Read(command);
        while (cursor.MoveNext())
        {
            if (!cursor.Clustering.SequenceEqual(change.Clustering))
            {
                continue;
            }

            var there = PlainRow.Of(cursor.Row);
            foreach (var (place, cell) in there.Cells)
            {
                if (row.Cells.TryGetValue(place, out var other) && other.Timestamp == cell.Timestamp)
                {
                    row.Cells.Remove(place);
                }
            }
        }

        return row.ToBytes();
    }
}
