using System.Net;
using Hathi.Cli.Labs;
using Hathi.Lab.Drivers;
using Hathi.Lab.Spec;
using Spectre.Console;

namespace Hathi.Cli.Tests;

public sealed class StatusCommandTests
{
    [Fact]
    public void A_node_is_one_line_on_a_terminal_of_80_columns()
    {
        var spec = LabSpec.Uniform("lab", 5, 2, LabServices.Hdfs | LabServices.Yarn, 1, null, null);
        var nodes = spec.Nodes.Select(
            (n, i) => new NodeStatus(n, IPAddress.Parse($"127.77.100.{200 + i}"), NodeState.Up, 4_194_000 + i, 1234L << 20, [])).ToList();
        nodes[1] = nodes[1] with { State = NodeState.Partly, Ended = [new EndedRole("datanode", "Too many failed volumes")] };
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 80;
        StatusCommand.Show(nodes, console);

        var lines = text.ToString().Split('\n').Select(static l => l.TrimEnd()).ToList();
        Assert.All(lines, static l => Assert.True(l.Length <= 80, l));
        Assert.Equal(
            5, lines.Count(static l => l.StartsWith("pi-20", StringComparison.Ordinal) && !l.Contains(':', StringComparison.Ordinal)));
        Assert.Contains(
            lines, static l => l.StartsWith("pi-201", StringComparison.Ordinal) && l.Contains("partly", StringComparison.Ordinal));
        Assert.Contains("pi-201: the datanode has ended: Too many failed volumes", lines);
        var first = Assert.Single(lines, static l => l.Contains("pi-200", StringComparison.Ordinal));
        Assert.Equal(
            ["pi-200", "127.77.100.200", "/rack-1", "nn", "rm", "hs", "dn", "nm", "up", "4194000", "1234", "MiB"],
            first.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("nn namenode  rm resourcemanager  hs historyserver  dn datanode  nm nodemanager", lines);
    }
}
