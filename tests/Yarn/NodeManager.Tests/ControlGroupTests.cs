using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Control groups on a directory that looks like one: what the kernel would be told.</summary>
public sealed class ControlGroupTests
{
    [Fact]
    public async Task A_container_is_put_into_a_group_with_its_memory_and_share()
    {
        var parent = Directory.CreateTempSubdirectory("hathi-cgroup-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Join(parent, "cgroup.controllers"), "cpuset cpu io memory pids\n");
            var root = Path.Join(parent, "hadoop-yarn");
            await using var node = await TestNode.StartAsync(o => o with { ControlGroup = root });
            var id = await node.StartAsync(TestNode.Bash("echo \\$PPID"), t => t.Resource.VirtualCores = 3);
            Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
            var group = Path.Join(root, id.ToText());
            Assert.Equal("300", await File.ReadAllTextAsync(Path.Join(group, "cpu.weight")));
            Assert.Equal(
                (512L << 20).ToString(System.Globalization.CultureInfo.InvariantCulture),
                await File.ReadAllTextAsync(Path.Join(group, "memory.max")));
            Assert.Equal(node.Log(id, "stdout"), await File.ReadAllTextAsync(Path.Join(group, "cgroup.procs")));
            Assert.Equal("+cpu +memory", await File.ReadAllTextAsync(Path.Join(parent, "cgroup.subtree_control")));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [Fact]
    public async Task Where_the_machine_has_no_groups_containers_run_all_the_same()
    {
        await using var node = await TestNode.StartAsync(o => o with { ControlGroup = "/nowhere/hadoop-yarn" });
        Assert.Equal(0, (await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")))).ExitStatus);
    }
}
