using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// Containers of before a restart are taken up all at once: what one of them is told, or gives back, is not before the others are known.
/// </summary>
public sealed class RecoveredContainersTests
{
    private const string Application = "application_1700000000000_0001";

    [Fact]
    public async Task What_the_running_use_is_not_thrown_away_for_one_that_ended_while_the_node_was_gone()
    {
        using var node = new NodeParts(TimeSpan.Zero, cacheBytes: 1);
        using var watch = new ProcessWatch();
        var over = await RunAsync(node, 1, "exit 7");
        await watch.ExitAsync(over.Pid, child: true).Patiently();
        var unknown = node.Started(Id(2));
        unknown.Context.LocalResources.Add(new StringLocalResourceMapProto { Key = "mine" });
        unknown.Pid = over.Pid;
        var running = await RunAsync(node, 3, "sleep 1000");
        var exit = watch.ExitAsync(running.Pid, child: true);

        try
        {
            using var cache = node.NextCache();
            cache.Recover(containersRun: true);
            var runner = node.Runner(watch, cache);

            // Between the first and the last, when the fault of the second is told: whatever has begun by then comes to its end.
            var log = new RecordingLog(_ => runner.EndedAsync().Wait(Patience.Limit));
            new RecoveredContainers(runner, static _ => { }, log).TakeUp([over, unknown, running]);
            await Task.WhenAll(over.Done, unknown.Done).Patiently();
            Assert.Equal(7, cache.Bytes); // what has ended made room
            Assert.True(File.Exists(await Assert.Single(running.Resources).Path.Patiently()));

            node.Memory.Order(running, new KillOrder(ExitStatus.KilledByMaster, ""));
            await running.Done.Patiently();
        }
        finally
        {
            _ = !exit.IsCompleted && ProcessTree.SignalGroup(running.Pid, Signals.Kill);
            await exit.Patiently();
        }
    }

    private static string Id(int number) => $"{Application.Replace("application", "container", StringComparison.Ordinal)}_01_00000{number}";

    // It had its resource before the restart.
    private static async Task<Container> RunAsync(NodeParts node, int number, string command)
    {
        var path = Path.Join(node.Root, $"content{number}");
        await File.WriteAllTextAsync(path, "content");
        var status = (await new LocalFileSystem(new Configuration()).GetFileStatusAsync(path, default))!;
        var resource = new LocalResourceProto
        {
            Resource = new URLProto { Scheme = "file", File = path }, Size = status.Length, Timestamp = status.ModificationTime,
            Type = LocalResourceTypeProto.File, Visibility = LocalResourceVisibilityProto.Private,
        };
        await (await node.Cache.UseAsync(resource, "ada", Application)).Path.Patiently();

        var container = node.Started(Id(number));
        container.Context.LocalResources.Add(new StringLocalResourceMapProto { Key = "mine", Value = resource });
        container.Pid = ProcessStart.Session("/bin/bash", ["bash", "-c", command], [], node.Root);
        container.ProcessStart = ProcessTable.Find(container.Pid)?.StartTime ?? 0;
        return container;
    }
}
