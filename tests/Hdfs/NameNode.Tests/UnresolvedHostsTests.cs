using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>Lists of hosts that were incomplete at a start become complete beside the threads that serve.</summary>
public sealed class UnresolvedHostsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly NodeLists s_start = Lists(2);
    private readonly NodeLog _log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);

    [Fact]
    public async Task They_are_looked_up_until_all_are_found()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        Assert.True(await RefreshAsync(nameNode, s_start, null));
        var (first, all) = (Lists(1), Lists(0));
        var looks = new Queue<Func<NodeLists>>(
            [() => throw new IOException("no thread could be started"), () => Lists(2), () => first, () => first, () => all]);
        await Hosts(nameNode)
            .RunAsync(new ReadHosts<NodeLists>(s_start, () => looks.Dequeue()()), CancellationToken.None).WaitAsync(s_patience);
        Assert.Empty(looks);
        Assert.True(await RefreshAsync(nameNode, s_start, all)); // those were in effect
    }

    [Fact]
    public async Task What_an_administrator_has_read_meanwhile_counts()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        Assert.True(await RefreshAsync(nameNode, s_start, null));
        var read = Lists(0);
        await Hosts(nameNode).RunAsync(new ReadHosts<NodeLists>(s_start, LookUp), CancellationToken.None).WaitAsync(s_patience);
        Assert.True(await RefreshAsync(nameNode, s_start, read));

        NodeLists LookUp()
        {
            Assert.True(RefreshAsync(nameNode, read, null).GetAwaiter().GetResult());
            return Lists(1);
        }
    }

    [Fact]
    public async Task A_look_up_that_hangs_keeps_no_NameNode_from_stopping()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        using var stop = new CancellationTokenSource();
        using var hangs = new ManualResetEventSlim();
        var isOver = false;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Hosts(nameNode).RunAsync(new ReadHosts<NodeLists>(s_start, LookUp), stop.Token);
        await begun.Task.WaitAsync(s_patience);
        await stop.CancelAsync();
        await running.WaitAsync(s_patience);
        Assert.False(Volatile.Read(ref isOver));
        hangs.Set();

        NodeLists LookUp()
        {
            begun.SetResult();
            hangs.Wait(s_patience);
            Volatile.Write(ref isOver, true);
            return Lists(0);
        }
    }

    [Fact]
    public async Task What_nobody_foresaw_is_told_and_ends_nothing_else()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await Hosts(nameNode).RunAsync(
            new ReadHosts<NodeLists>(s_start, static () => throw new InvalidOperationException("out of luck")),
            CancellationToken.None).WaitAsync(s_patience);
        Assert.NotNull(await nameNode.FileSystem.GetFileStatusAsync("/", CancellationToken.None));
    }

    [Fact]
    public async Task A_running_NameNode_does_it_by_itself()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await nameNode.StopAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        nameNode.Lists = s_start;
        nameNode.LookUpHosts = () =>
        {
            asked.TrySetResult();
            return Lists(0);
        };
        await nameNode.StartAsync();
        await asked.Task.WaitAsync(s_patience);
    }

    /// <summary>Also when it is refreshNodes that met the names without an address.</summary>
    [Fact]
    public async Task What_an_administrator_has_read_is_looked_up_as_well()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        nameNode.ReadNodeLists = () => new ReadHosts<NodeLists>(Lists(1), () =>
        {
            asked.TrySetResult();
            return Lists(0);
        });
        await ((HdfsFileSystem)nameNode.FileSystem).Admin.RefreshNodesAsync(CancellationToken.None);
        await asked.Task.WaitAsync(s_patience);
    }

    /// <summary>They have no say any more, also where a look at them was under way.</summary>
    [Fact]
    public async Task Lists_that_were_watched_before_are_not_taken()
    {
        using var goOn = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = new List<NodeLists>();
        var (stale, found) = (Lists(0), Lists(0));
        var hosts = new UnresolvedHosts<NodeLists>(TakeAsync, TimeSpan.FromMilliseconds(1), "namenode", _log);
        hosts.Watch(new ReadHosts<NodeLists>(Lists(1), () =>
        {
            begun.SetResult();
            goOn.Wait(s_patience);
            return stale;
        }));
        await begun.Task.WaitAsync(s_patience);
        hosts.Watch(new ReadHosts<NodeLists>(Lists(1), () => found));
        await second.Task.WaitAsync(s_patience);
        goOn.Set();
        await hosts.StopAsync().WaitAsync(s_patience);
        Assert.Same(found, Assert.Single(taken));

        Task<bool> TakeAsync(NodeLists lists, NodeLists inPlaceOf)
        {
            lock (taken)
            {
                taken.Add(lists);
            }

            if (ReferenceEquals(lists, found))
            {
                second.SetResult();
            }

            return Task.FromResult(true);
        }
    }

    private static NodeLists Lists(int unresolved) => new([], []) { IncludeIsIncomplete = unresolved > 0, Unresolved = unresolved };

    private static async Task<bool> RefreshAsync(NameNodeFixture nameNode, NodeLists lists, NodeLists? inPlaceOf) =>
        await nameNode.Server.Engine.AskAsync(
        new RefreshNodesRequest { Caller = new Caller(CurrentUser.Name, [], "127.0.0.1"), Lists = lists, InPlaceOf = inPlaceOf });

    private UnresolvedHosts<NodeLists> Hosts(NameNodeFixture nameNode) =>
        new(nameNode.Server.TakeHostsAsync, TimeSpan.FromMilliseconds(1), "namenode", _log);
}
