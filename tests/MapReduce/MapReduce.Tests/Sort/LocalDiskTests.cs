using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Tests.Sort;

public sealed class LocalDiskTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_disk_that_cannot_be_read_is_the_environments_fault_and_named()
    {
        using var unreadable = File.OpenHandle(_file, FileMode.Open, FileAccess.Write);
        var e = Assert.Throws<TaskIOException>(() => LocalDisk.Read(unreadable, _file, 0, new byte[1]));
        Assert.Contains(_file, e.Message, StringComparison.Ordinal);
        Assert.Contains("mapreduce.cluster.local.dir", e.Message, StringComparison.Ordinal);
    }
}
