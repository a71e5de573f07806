using System.Net;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.NameNode.Tests;

public sealed class NameDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-name-");

    private string Name => Path.Combine(_root.FullName, "name");

    [Fact]
    public void A_formatted_directory_is_opened_with_the_same_identity()
    {
        var made = Format();
        Assert.Equal(made.Version, NameDirectory.Open(Name).Version);
        Assert.StartsWith("BP-", made.Version.BlockPoolId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_holds_data_is_never_formatted_over()
    {
        Format();
        Assert.Contains("never formatted over", Assert.Throws<NameNodeException>(Format).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_with_something_else_in_it_is_not_formatted()
    {
        Directory.CreateDirectory(Name);
        File.WriteAllText(Path.Combine(Name, "thesis.doc"), "");
        Assert.Contains("thesis.doc", Assert.Throws<NameNodeException>(Format).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_is_not_taken_for_a_new_one() =>
        Assert.Contains(
            "is not formatted", Assert.Throws<NameNodeException>(() => NameDirectory.Open(Name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_directory_of_Apaches_NameNode_is_named_as_such()
    {
        Format();
        Directory.Delete(Path.Combine(Name, "current", "edits"), recursive: true);
        Assert.Contains(
            "Apache's NameNode", Assert.Throws<NameNodeException>(() => NameDirectory.Open(Name)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private NameDirectory Format() => NameDirectory.Format(RealDisk.Instance, Name, null, IPAddress.Loopback, DateTimeOffset.UnixEpoch);
}
