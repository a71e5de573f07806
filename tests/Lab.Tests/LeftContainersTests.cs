using System.Diagnostics;
using Hathi.Lab.Drivers.Process;

namespace Hathi.Lab.Tests;

public sealed class LeftContainersTests : IDisposable
{
    private readonly DirectoryInfo _local = Directory.CreateTempSubdirectory("hathi-lab-test-");

    [Fact]
    public async Task What_runs_a_container_and_what_it_has_started_is_ended_and_nobody_else()
    {
        using var container = System.Diagnostics.Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", "sleep 600 & echo $!; wait", "container_1_0001_01_000001",
        ]) { RedirectStandardOutput = true })!;
        using var child = System.Diagnostics.Process.GetProcessById(
            int.Parse((await container.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!));
        using var stranger = System.Diagnostics.Process.Start("/bin/sleep", ["600"]);
        Write("container_1_0001_01_000001", container.Id);
        Write("container_1_0001_01_000002", stranger.Id);
        Write("container_1_0001_01_000003", int.MaxValue);
        await LeftContainers.EndAsync(_local.FullName, TestContext.Current.CancellationToken);
        Assert.True(container.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.True(child.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public Task A_node_that_never_ran_one_has_none() =>
        LeftContainers.EndAsync(Path.Combine(_local.FullName, "none"), TestContext.Current.CancellationToken);

    public void Dispose() => _local.Delete(recursive: true);

    private void Write(string container, int pid)
    {
        var directory = _local.CreateSubdirectory(Path.Combine("nmPrivate", "application_1_0001", container));
        File.WriteAllText(Path.Combine(directory.FullName, container + ".pid"), $"{pid}\n");
    }
}
