using System.Diagnostics;
using Hathi.Platform.Processes;

namespace Hathi.Platform.Tests.Processes;

/// <summary>A number names a process only together with its start time.</summary>
public sealed class ProcessTreeTests : IDisposable
{
    private readonly Process _shell = Process.Start(new ProcessStartInfo("/usr/bin/setsid", ["/bin/bash", "-c", "sleep 1000 & echo; wait"])
    {
        RedirectStandardOutput = true, Environment = { ["NAMED"] = "container_7" },
    })!;
    private readonly ProcessEntry _first;

    public ProcessTreeTests()
    {
        _shell.StandardOutput.ReadLine();
        _first = ProcessTable.Find(_shell.Id) ?? default;
    }

    public void Dispose()
    {
        _shell.Kill(entireProcessTree: true);
        _shell.WaitPatiently();
        _shell.Dispose();
    }

    [Fact]
    public void Who_has_the_number_now_is_not_who_had_it()
    {
        Assert.Equal(_shell.Id, _first.Session);
        var table = ProcessTable.Read();
        var other = _first with { StartTime = _first.StartTime - 1 };
        Assert.Equal(2, table.Tree(_shell.Id, _first.StartTime).Count);
        Assert.Empty(table.Tree(_shell.Id, other.StartTime));
        var still = new List<ProcessEntry>();
        table.AddStill(still, [other]);
        Assert.Empty(still);
        table.AddStill(still, [_first, _first]);
        Assert.Equal(2, still.Count);
        Assert.True(ProcessTree.IsStill(_first));
        Assert.False(ProcessTree.IsStill(other));
        Assert.True(ProcessTree.Signal(_first, 0));
        Assert.False(ProcessTree.Signal(other, Signals.Kill));
        Assert.False(_shell.HasExited);
    }

    [Fact]
    public void Of_a_number_of_before_only_those_count_that_say_whose_they_are()
    {
        var table = ProcessTable.Read();
        Assert.Equal(2, ProcessTree.Marked(table, _shell.Id, "container_7").Count);
        Assert.Empty(ProcessTree.Marked(table, _shell.Id, "container_"));
        Assert.Empty(ProcessTree.Marked(table, _shell.Id, "ontainer_7"));
        Assert.Empty(ProcessTree.Marked(table, Environment.ProcessId, "container_7"));
    }

    [Fact]
    public void What_is_left_of_a_named_session_is_ended_also_without_its_first_process()
    {
        var child = Assert.Single(ProcessTable.Read().Tree(_shell.Id, _first.StartTime), p => p.Pid != _shell.Id);
        Assert.Empty(ProcessTree.KillNamed(_shell.Id, "container_8"));
        _shell.Kill();
        _shell.WaitPatiently();
        Assert.Equal(child.Pid, Assert.Single(ProcessTree.KillNamed(_shell.Id, "container_7")).Pid);
        Patience.Until(() => !ProcessTree.IsStill(child));
    }
}
