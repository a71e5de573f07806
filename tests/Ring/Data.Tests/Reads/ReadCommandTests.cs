using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Tests.Reads;

public sealed class ReadCommandTests
{
    private static readonly TableShape Shape = new(
        Guid.Empty, [NativeType.Int], [],
        [new StoredColumn(2, NativeType.Int, false, false), new StoredColumn(1, NativeType.Int, true, false)]);

    [Fact]
    public void A_command_holds_what_is_asked_and_forgets_it()
    {
        var command = new ReadCommand();
        command.Reset(Shape);
        command.AddKey(5, [1, 2]);
        command.AddSlice([3], [4, 5]);
        command.AddKey(6, []);
        command.ResumeWithin(5, [1, 2], [9]);
        Assert.Equal((2, 1, false, ResumeKind.BehindRow), (command.KeyCount, command.SliceCount, command.IsScan, command.Resume));
        Assert.Equal("0102", Convert.ToHexString(command.KeyOf(0)));
        Assert.Equal((5L, 6L, 0), (command.TokenOf(0), command.TokenOf(1), command.KeyOf(1).Length));
        Assert.Equal("03" + "0405", Convert.ToHexString(command.FromOf(0)) + Convert.ToHexString(command.ToOf(0)));
        Assert.Equal("0102" + "09", Convert.ToHexString(command.ResumeKey) + Convert.ToHexString(command.ResumeClustering));
        command.ResumeWithin(5, [1], []);
        Assert.Equal(ResumeKind.AtPartition, command.Resume);
        command.Reset(Shape);
        command.Scan(-1, 1);
        Assert.Equal((0, 0, true, ResumeKind.None), (command.KeyCount, command.SliceCount, command.IsScan, command.Resume));
    }

    [Fact]
    public void A_shape_finds_its_columns_by_their_ids()
    {
        Assert.Equal([1, 2], Shape.Columns.Select(static c => c.Id));
        Assert.True(Shape.Find(1)!.IsStatic);
        Assert.Null(Shape.Find(3));
    }
}
