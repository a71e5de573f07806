using Hathi.Hdfs.DataNode.Storage;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>A disk may take half a minute for each read that it refuses: few are taken, and what can be read beside them is.</summary>
public sealed class UnreadablePlacesTests
{
    private const int Part = 64;
    private const int Piece = 4;
    private const long End = 100 * Part;

    [Fact]
    public void Of_a_disk_that_refuses_all_but_the_beginning_few_reads_are_refused()
    {
        var (refused, _) = Read(static at => at >= Part);
        Assert.InRange(refused, 1, 17); // of four parts, the whole and three pieces each, and the next one
    }

    [Fact]
    public void A_part_of_which_nothing_can_be_read_costs_no_other()
    {
        var (refused, read) = Read(static at => at is >= 3 * Part and < 4 * Part);
        Assert.InRange(refused, 1, 4);
        Assert.Equal(End - Part, read);
    }

    [Fact]
    public void One_piece_costs_no_other()
    {
        var (refused, read) = Read(static at => at is >= (3 * Part) + Piece and < (3 * Part) + (2 * Piece));
        Assert.Equal((2, End - Piece), (refused, read));
    }

    // As a replica is measured.
    private static (int Refused, long Read) Read(Func<long, bool> isRefused)
    {
        var places = new UnreadablePlaces(Part, Piece);
        var (refused, read) = (0, 0L);
        for (long at = 0, passed; at < End; at += passed)
        {
            var size = places.Size(at, End);
            passed = size;
            if (!Enumerable.Range(0, size).Any(i => isRefused(at + i)))
            {
                read += size;
                continue;
            }

            refused++;
            passed = places.Refused(at, size);
            if (passed < 0)
            {
                break;
            }
        }

        return (refused, read);
    }
}
