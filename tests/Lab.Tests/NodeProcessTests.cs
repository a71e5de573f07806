using Hathi.Lab.Drivers.Process;
using Hathi.Lab.Spec;

namespace Hathi.Lab.Tests;

/// <summary>With a shell in place of a node: what matters here is the process, not what it does.</summary>
public sealed class NodeProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-lab-test-");

    private string PidFile => Path.Combine(_root.FullName, "pid");

    private string LogFile => Path.Combine(_root.FullName, "log");

    [Fact]
    public async Task A_process_is_found_again_paused_and_killed()
    {
        var started = NodeProcess.Start("/bin/sleep", ["600"], NoEnvironment, _root.FullName, LogFile, PidFile);
        var found = NodeProcess.Find(PidFile);
        Assert.Equal(started.Id, found!.Id);
        Assert.True(found.ResidentBytes > 0);
        await found.PauseAsync(TestContext.Current.CancellationToken);
        Assert.True(found.IsPaused);
        found.Resume();
        await found.KillAsync(TestContext.Current.CancellationToken);
        Assert.False(found.IsRunning);
        Assert.Null(NodeProcess.Find(PidFile));
    }

    [Fact]
    public async Task A_process_that_does_not_listen_to_reason_is_killed_after_the_grace()
    {
        var stubborn = NodeProcess.Start(
            "/bin/sh", ["-c", "trap '' TERM; echo up; while :; do sleep 1; done"], NoEnvironment, _root.FullName, LogFile, PidFile);
        await stubborn.StopAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.False(stubborn.IsRunning);
    }

    [Fact]
    public void A_reused_process_id_is_not_ours()
    {
        File.WriteAllText(PidFile, $"{Environment.ProcessId} 1\n");
        Assert.Null(NodeProcess.Find(PidFile));
        File.WriteAllText(PidFile, "nonsense");
        Assert.Null(NodeProcess.Find(PidFile));
    }

    [Fact]
    public async Task A_node_that_dies_while_it_starts_is_reported_with_the_end_of_its_log()
    {
        var program = Path.Combine(_root.FullName, "dies");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho the reason\nexit 1\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var lab = ProcessLab.Create(
            new LabHome(_root.FullName, "lab"), LabSpec.Uniform("lab", 1, 1, LabServices.All, 1, null, null), program);
        var error = await Assert.ThrowsAsync<LabException>(
            () => lab.UpAsync(new Progress<LabEvent>(), TestContext.Current.CancellationToken));
        Assert.Contains("the reason", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_holder()
    {
        var lab = ProcessLab.Create(
            new LabHome(_root.FullName, "lab"), LabSpec.Uniform("lab", 1, 1, LabServices.All, 1, null, null), "/bin/false");
        using var holder = new System.Net.Sockets.TcpListener(LabAddresses.Of(lab.Subnet, lab.Spec.Master), 8020);
        holder.Start();
        var error = await Assert.ThrowsAsync<LabException>(
            () => lab.UpAsync(new Progress<LabEvent>(), TestContext.Current.CancellationToken));
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
