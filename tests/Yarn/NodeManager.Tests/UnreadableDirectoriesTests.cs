using System.Runtime.InteropServices;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// No directory of the node is a reason for it not to start, whichever a container, of the same user, or its disk has made unreadable.
/// </summary>
public sealed partial class UnreadableDirectoriesTests
{
    private const string First = "container_1700000000000_0001_01_000001";
    private const string Second = "container_1700000000000_0002_01_000001";
    private const int SomebodyElse = 65_533;

    // All that a node has: of two applications that are remembered, of one that is not, and of three resources of which two are known.
    private static readonly string[] s_directories =
    [
        "filecache", "filecache/1", "filecache/2", "nmPrivate", "nmPrivate/application_1700000000000_0001",
        "nmPrivate/application_1700000000000_0002", "usercache", "usercache/ada", "usercache/ada/appcache",
        "usercache/ada/appcache/application_1700000000000_0001", "usercache/ada/appcache/application_1700000000000_0001/filecache",
        "usercache/ada/filecache", "usercache/ada/filecache/3",
        "usercache/bob", "usercache/bob/appcache", "usercache/bob/appcache/application_1700000000000_0009",
        "usercache/bob/appcache/application_1700000000000_0009/filecache", "usercache/bob/filecache",
    ];

    public static TheoryData<string> All => [.. s_directories];

    [Theory]
    [MemberData(nameof(All))]
    public void What_was_taken_away_is_given_back_and_nothing_is_lost(string directory)
    {
        using var node = LaidOut();
        Take(node, directory);
        OrdinaryUser.Run(() =>
        {
            var (containers, bytes) = Start(node);
            Assert.Equal([First, Second], containers);
            Assert.Equal(directory is "filecache/1" or "usercache/ada/filecache/3" ? 7 : 14, bytes);
        });

        // Resource 2 and application 9, which nobody knows; what of a resource cannot be seen is fetched anew.
        Assert.Equal(directory is "filecache/1" or "usercache/ada/filecache/3" ? 3 : 2, node.Remover.Waiting);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_cannot_be_read_at_all_is_passed_over(string directory)
    {
        using var node = LaidOut();
        Take(node, directory);
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            Assert.Equal(0, ChangeOwner(Path.Join(node.Local, directory), SomebodyElse, SomebodyElse));
        }

        OrdinaryUser.Run(() =>
        {
            var (containers, _) = Start(node);
            Assert.Contains(
                directory == "nmPrivate" ? "" : directory.EndsWith("0001", StringComparison.Ordinal) ? Second : First,
                (string[])["", .. containers]);
        });
    }

    private static NodeParts LaidOut()
    {
        var node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue);
        node.Started(First);
        node.Started(Second);
        foreach (var directory in s_directories)
        {
            Directory.CreateDirectory(Path.Join(node.Local, directory));
        }

        Keep(node, "public", "filecache/1");
        Keep(node, "private/ada", "usercache/ada/filecache/3");
        return node;
    }

    private static void Keep(NodeParts node, string scope, string directory)
    {
        var path = Path.Join(node.Local, directory);
        File.WriteAllText(Path.Join(path, "data.txt"), "content");
        node.State.Put("resource/" + path, new StoredResource(
            new ResourceKey(scope, "file:///data.txt", 1, LocalResourceTypeProto.File, ""),
            path,
            Path.Join(path, "data.txt"),
            7).ToBytes());
    }

    // All that looks at directories when a node starts, in its order.
    private static (IReadOnlyList<string> Containers, long Bytes) Start(NodeParts node)
    {
        node.Cache.Recover(containersRun: false);
        var remembered = node.Memory.Recall();
        node.Applications.Recover(remembered);
        node.Leftovers().Remove();
        new StaleLogs(
            node.Directories, static _ => false, node.Remover, TimeSpan.FromHours(1), Platform.SystemClock.Instance,
            NullLogger.Instance).Remove();
        return ([.. remembered.Select(static r => r.Id).Order(StringComparer.Ordinal)], node.Cache.Bytes);
    }

    private static void Take(NodeParts node, string directory)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Join(node.Local, directory), UnixFileMode.None);
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);
}
