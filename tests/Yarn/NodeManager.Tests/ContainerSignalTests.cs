using System.Text.RegularExpressions;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Signals inside of a container, to itself, to its group and from its node, and what its owner is told of them.</summary>
public sealed class ContainerSignalTests
{
    [Fact]
    public async Task The_number_of_the_shell_is_that_of_the_command()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash("echo $$ \\$\\$ \\$BASHPID \\$JVM_PID"));
        await node.Manager.EndOf(id);
        var numbers = node.Log(id, "stdout").TrimEnd().Split(' ');
        Assert.Equal(4, numbers.Length);
        Assert.Single(numbers.Distinct());
    }

    // Not QUIT, which bash itself ignores.
    [Theory]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    [InlineData("USR1", 138)]
    [InlineData("PIPE", 141)]
    [InlineData("ALRM", 142)]
    [InlineData("TERM", 143)]
    public async Task A_signal_to_the_number_of_the_shell_reaches_the_command(string signal, int code)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash($"kill -{signal} $$; echo went on"));
        var end = await node.Manager.EndOf(id);
        Assert.Equal(("", code), (node.Log(id, "stdout"), end.ExitStatus));
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("PIPE")]
    [InlineData("ALRM")]
    [InlineData("TERM")]
    [InlineData("VTALRM")]
    [InlineData("PROF")]
    public async Task A_signal_to_the_group_that_the_command_handles_does_not_end_what_waits_for_it(string signal)
    {
        await using var node = await TestNode.StartAsync();
        var exitCode = $"{node.LocalDirectory}/nmPrivate/*/*/*.pid.exitcode";
        var id = await node.StartAsync(TestNode.Bash($"trap 'echo heard' {signal}; kill -{signal} 0; ls {exitCode}; exit 5"));
        var end = await node.Manager.EndOf(id);
        Assert.Equal(("heard\n", 5), (node.Log(id, "stdout"), end.ExitStatus));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public async Task Who_was_ended_by_a_signal_of_others_is_told_as_by_Apache(string signal, int code)
    {
        await using var node = await TestNode.StartAsync();
        var end = await node.Manager.EndOf(await node.StartAsync(TestNode.Bash($"kill -{signal} $$")));
        Assert.Equal(
            $"Container killed on request. Exit code is {code}\nContainer exited with a non-zero exit code {code}. \n"
            + "Killed by external signal\n",
            WithoutTimes(end.Diagnostics));
    }

    [Theory]
    [InlineData("sleep 1000", "Container killed on request. Exit code is 143\nContainer exited with a non-zero exit code 143. \n")]
    [InlineData("trap 'exit 0' TERM; echo ready > READY; while :; do sleep 1 & wait; done", "")]
    [InlineData("trap 'exit 5' TERM; echo ready > READY; while :; do sleep 1 & wait; done", "Exception from container-launch.\n")]
    public async Task Who_ends_by_order_is_told_what_came_of_it(string command, string expected)
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var text = command.Replace("READY", ready.FilePath, StringComparison.Ordinal);
        var id = await node.StartAsync(TestNode.Bash(text == command ? $"echo ready > {ready.FilePath}; exec {command}" : text));
        await ready.ReadAsync();
        await node.StopAsync(id);
        var end = await node.Manager.EndOf(id);
        Assert.StartsWith(
            "Container killed by the ApplicationMaster.\n" + expected, WithoutTimes(end.Diagnostics), StringComparison.Ordinal);
        Assert.Equal(
            expected.StartsWith("Container killed on", StringComparison.Ordinal),
            end.Diagnostics.Contains("killed on request", StringComparison.Ordinal));
        Assert.DoesNotContain("external", end.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SignalContainerCommandProto.GracefulShutdown, "GRACEFUL_SHUTDOWN (SIGTERM)", 143)]
    [InlineData(SignalContainerCommandProto.ForcefulShutdown, "FORCEFUL_SHUTDOWN (SIGKILL)", 137)]
    public async Task A_users_signal_is_sent_and_told_and_what_comes_of_it_is_up_to_the_command(
        SignalContainerCommandProto command, string name, int code)
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(TestNode.Bash($"echo ready > {ready.FilePath}; exec sleep 1000"));
        await ready.ReadAsync();
        await SignalAsync(node, id, command);
        var end = await node.Manager.EndOf(id);
        Assert.Equal(code, end.ExitStatus);
        Assert.Contains($"Sent signal {name} to pid ", end.Diagnostics, StringComparison.Ordinal);
        Assert.Contains($" as user ada for container {id.ToText()}, result=success\n", end.Diagnostics, StringComparison.Ordinal);
        Assert.EndsWith("Killed by external signal\n", end.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_handles_a_users_signal_goes_on()
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(
            TestNode.Bash($"trap 'echo asked; exit 6' TERM; echo ready > {ready.FilePath}; while :; do sleep 1 & wait; done"));
        await ready.ReadAsync();
        await SignalAsync(node, id, SignalContainerCommandProto.GracefulShutdown);
        Assert.Equal(6, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Equal("asked\n", node.Log(id, "stdout"));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public async Task The_next_node_learns_of_a_signal_that_ended_the_command_while_there_was_none(string signal, int code)
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var go = new Pipe(Path.Join(node.DirectoryPath, "go"));
        var id = await node.StartAsync(TestNode.Bash($"echo ready > {ready.FilePath}; cat {go.FilePath}; kill -{signal} $$"));
        await ready.ReadAsync();
        var port = await node.StopServerAsync();
        await go.WriteAsync("go");
        await node.StartServerAsync(port);
        Assert.Equal(code, (await node.Manager.EndOf(id)).ExitStatus);
    }

    private static async Task SignalAsync(TestNode node, ContainerIdProto id, SignalContainerCommandProto command)
    {
        var order = new NodeHeartbeatResponseProto();
        order.ContainersToSignal.Add(new SignalContainerRequestProto { ContainerId = id, Command = command });
        node.Manager.Order(order);
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true"))); // its end is told by a heartbeat, whose answer is the order
    }

    private static string WithoutTimes(string diagnostics) => Regex.Replace(diagnostics, @"(?m)^\[[^\]]*\]", "");
}
