namespace Hathi.Base.Tests;

public sealed class DiskFaultsTests
{
    [Theory]
    [InlineData(28, DiskFault.Full)]
    [InlineData(122, DiskFault.Quota)]
    [InlineData(27, DiskFault.Quota)]
    [InlineData(24, DiskFault.Descriptors)]
    [InlineData(23, DiskFault.Descriptors)]
    [InlineData(12, DiskFault.Descriptors)]
    [InlineData(13, DiskFault.Permission)]
    [InlineData(1, DiskFault.Permission)]
    [InlineData(5, DiskFault.Medium)]
    [InlineData(30, DiskFault.Medium)]
    [InlineData(117, DiskFault.Medium)]
    [InlineData(2, DiskFault.Gone)]
    [InlineData(20, DiskFault.Gone)]
    [InlineData(17, DiskFault.Other)]
    [InlineData(22, DiskFault.Other)]
    public void Kinds_by_the_number_that_the_runtime_hands_on(int errno, DiskFault kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        Assert.Equal(kind, DiskFaults.KindOf(errno));
        Assert.Equal(kind, DiskFaults.KindOf(new IOException("x", errno)));
        Assert.Equal(kind, DiskFaults.KindOf(new InvalidOperationException("outer", new IOException("x", errno))));
        Assert.Equal(
            kind == DiskFault.Other ? DiskFault.Permission : kind,
            DiskFaults.KindOf(new UnauthorizedAccessException("x", new IOException("x", errno))));
    }

    [Fact]
    public void Kinds_by_type_where_no_number_is_told()
    {
        Assert.Equal(DiskFault.Permission, DiskFaults.KindOf(new UnauthorizedAccessException()));
        Assert.Equal(DiskFault.Gone, DiskFaults.KindOf(new FileNotFoundException()));
        Assert.Equal(DiskFault.Gone, DiskFaults.KindOf(new DirectoryNotFoundException()));
        Assert.Equal(DiskFault.Gone, DiskFaults.KindOf(new DriveNotFoundException()));
        Assert.Equal(DiskFault.Other, DiskFaults.KindOf(new IOException("of ours")));
        Assert.Equal(DiskFault.Other, DiskFaults.KindOf(new EndOfStreamException()));
        Assert.Equal(DiskFault.Other, DiskFaults.KindOf(new InvalidOperationException()));
    }

    [Fact]
    public void Every_kind_is_named_in_its_message_and_only_lack_leaves_the_disk_usable()
    {
        foreach (var kind in Enum.GetValues<DiskFault>())
        {
            var read = DiskException.OfRead(kind, "/d/f", "what the system says.", null);
            var change = DiskException.OfChange(kind, "/d/f", "what the system says.", null);
            Assert.Equal((kind, "/d/f", false, true), (read.Kind, read.Path, read.IsChange, change.IsChange));
            Assert.Contains("/d/f", read.Message, StringComparison.Ordinal);
            Assert.Equal(kind, DiskFaults.KindOf(read));
            Assert.True(DiskFaults.Is(read));
            Assert.Equal(kind is DiskFault.Full or DiskFault.Quota or DiskFault.Descriptors, DiskFaults.LeavesDiskUsable(kind));
        }
    }
}
