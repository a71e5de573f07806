using System.Reflection;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

public sealed class SyncOrderTests
{
    /// <summary>A directory that is there may be one that a process made that died before it was on the medium.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Directories_are_on_the_medium_before_what_is_put_into_them(bool isThere)
    {
        var disk = DispatchProxy.Create<IDisk, Recorder>();
        using var fixture = new StoreFixture(disk: disk);
        var pool = fixture.Pool(0);
        var upper = Path.Combine(pool.Finalized, "subdir0");
        var lower = Path.Combine(upper, "subdir0");
        if (isThere)
        {
            Directory.CreateDirectory(lower);
        }

        using var writer = fixture.Store.Create(new Block(7, 1_000, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, new byte[700]);
        var calls = ((Recorder)disk).Calls;
        calls.Clear();
        fixture.Store.Finish(writer, durable: true, null);
        var firstMove = calls.FindIndex(static c => c.StartsWith("Rename", StringComparison.Ordinal));
        foreach (var parent in (string[])[upper, pool.Finalized])
        {
            Assert.InRange(calls.IndexOf($"SyncDirectory {parent}"), 0, firstMove);
        }

        var lastMove = calls.FindLastIndex(static c => c.StartsWith("Rename", StringComparison.Ordinal));
        Assert.Equal([$"SyncDirectory {lower}", $"SyncDirectory {pool.Rbw}"], calls[(lastMove + 1)..]);
    }

    /// <summary>The real disk; tells what it was asked.</summary>
    public class Recorder : DispatchProxy
    {
        public List<string> Calls { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls.Add($"{targetMethod!.Name} {args![0]}");
            return targetMethod.Invoke(RealDisk.Instance, args);
        }
    }
}
