using Hathi.Base;
using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Data.Tests.Rows;

namespace Hathi.Ring.Kit;

/// <summary>
/// Mutations and reads of few tables, partitions and rows, from a seed, so that they often meet. Clusterings are bytes of one to three
/// places, none the beginning of another; a table without clustering columns has a row of none.
/// </summary>
internal static class RandomChanges
{
    private const int Partitions = 6;
    private const int Places = 12;

    public static TableShape Wide { get; } = new(Guid.Parse("00000000-0000-0000-0000-000000000001"), [], [], []);

    public static TableShape Narrow { get; } = new(Guid.Parse("00000000-0000-0000-0000-000000000002"), [], [], []);

    /// <summary>A record of one partition, or of several.</summary>
    public static byte[] Mutation(SeededRandom random)
    {
        var writer = new MutationWriter();
        for (var partitions = random.Chance(0.7) ? 1 : random.Next(2, 4); partitions > 0; partitions--)
        {
            var isWide = random.Chance(0.8);
            var (token, key) = Key(random);
            writer.BeginPartition((isWide ? Wide : Narrow).Id, token, key);
            for (var items = random.Next(1, 4); items > 0; items--)
            {
                Item(writer, random, isWide);
            }
        }

        return writer.Record.ToArray();
    }

    /// <summary>Some of the tokens are one another's, so that keys tell partitions apart.</summary>
    public static (long Token, byte[] Key) Key(SeededRandom random)
    {
        var number = random.Next(Partitions);
        return (number / 2 - 1, [(byte)number]);
    }

    public static byte[] Clustering(SeededRandom random) => Clustering(random.Next(Places));

    public static byte[] Clustering(int place) => place % 3 == 0
        ? [0x40, (byte)(place / 3), 0x38]
        : [0x40, (byte)(place / 3), 0x40, 0, 0, 0, 0, 0, 0, 0, (byte)place, 0x38];

    public static byte[] Bound(SeededRandom random) => random.Next(5) switch
    {
        0 => [],
        1 => [0x60],
        2 => Clustering(random),
        _ => [0x40, (byte)random.Next(Places / 3), random.Chance(0.5) ? (byte)0x20 : (byte)0x60],
    };

    /// <summary>What may be asked of either table, from its beginning.</summary>
    public static void Ask(SeededRandom random, ReadCommand command)
    {
        command.Reset(random.Chance(0.8) ? Wide : Narrow);
        command.IsReversed = random.Chance(0.4);
        command.WithStatic = random.Chance(0.6);
        command.OnlyStatic = random.Chance(0.1);
        if (random.Chance(0.4))
        {
            command.Scan(random.Next(-2, 2), random.Next(-2, 3));
        }
        else
        {
            var order = Enumerable.Range(0, Partitions).OrderBy(_ => random.NextUInt64()).Take(random.Next(1, Partitions + 1));
            foreach (var number in order)
            {
                command.AddKey(number / 2 - 1, [(byte)number]);
            }
        }

        var bounds = Enumerable.Range(0, 2 * random.Next(4)).Select(_ => Bound(random))
            .Order(Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b))).ToList();
        for (var i = 0; i + 1 < bounds.Count; i += 2)
        {
            command.AddSlice(bounds[i], bounds[i + 1]);
        }
    }

    private static void Item(MutationWriter writer, SeededRandom random, bool isWide)
    {
        switch (random.Next(20))
        {
            case 0:
                writer.DeletePartition(RandomRows.Deletion(random));
                break;
            case < 4 when isWide:
                writer.DeleteRange(Bound(random), Bound(random), RandomRows.Deletion(random));
                break;
            case < 7:
                writer.BeginStaticRow();
                writer.Buffer.Bytes(RandomRows.Make(random).ToBytes());
                writer.EndRow();
                break;
            default:
                writer.BeginRow(isWide ? Clustering(random) : []);
                writer.Buffer.Bytes(Grown(RandomRows.Make(random), random).ToBytes());
                writer.EndRow();
                break;
        }
    }

    // Some rows are much larger than others, so that they are kept in pieces.
    private static PlainRow Grown(PlainRow row, SeededRandom random)
    {
        if (random.Chance(0.1))
        {
            row.Cells[(1, "")] = new PlainCell(random.Next(4), new string('A', 2 * random.Next(300)), 0, 0);
        }

        return row;
    }
}
