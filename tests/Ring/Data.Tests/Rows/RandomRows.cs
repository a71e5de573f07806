using Hathi.Base;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Data.Tests.Rows;

/// <summary>Rows with few times, columns, paths and values, so that they often meet.</summary>
internal static class RandomRows
{
    private const int SimpleColumns = 3;

    public static PlainRow Make(SeededRandom random)
    {
        var row = new PlainRow();
        if (random.Chance(0.5))
        {
            var ttl = random.Chance(0.3) ? (uint)random.Next(1, 3) : 0;
            row.Liveness = new Liveness(random.Next(4), ttl, ttl == 0 ? 0 : (uint)random.Next(1, 3));
        }

        if (random.Chance(0.2))
        {
            row.Deletion = Deletion(random);
        }

        for (var count = random.Next(4); count > 0; count--)
        {
            var column = random.Next(1, SimpleColumns + 3);
            var path = column > SimpleColumns ? $"{random.Next(3):X2}" : "";
            row.Cells[(column, path)] = Cell(random);
            if (column > SimpleColumns && random.Chance(0.3))
            {
                row.Columns[column] = Deletion(random);
            }
        }

        return row;
    }

    public static Deletion Deletion(SeededRandom random) => new(random.Next(-1, 4), (uint)random.Next(3));

    private static PlainCell Cell(SeededRandom random)
    {
        var timestamp = random.Next(4);
        return random.Next(3) switch
        {
            0 => new PlainCell(timestamp, null, 0, (uint)random.Next(3)),
            1 => new PlainCell(timestamp, $"{random.Next(3):X2}", (uint)random.Next(1, 3), (uint)random.Next(1, 3)),
            _ => new PlainCell(timestamp, random.Chance(0.2) ? "" : $"{random.Next(3):X2}", 0, 0),
        };
    }
}
