using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>What a start cannot see is waited for, or stays as it is: it is not what nobody remembers.</summary>
public sealed class NotSeenAtAStartTests : IDisposable
{
    private const string Id = "container_1700000000000_0001_01_000001";
    private const string Application = "application_1700000000000_0001";

    private readonly NodeParts _node = new(TimeSpan.FromHours(1), long.MaxValue);
    private readonly PatientLook _look = new(NullLogger.Instance, TimeProvider.System, default);
    private int _fails;
    private int _errno;
    private string _where = "";

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData("nmPrivate")]
    [InlineData("nmPrivate/" + Application)]
    public async Task Without_a_descriptor_it_is_waited_for(string where)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        await using var container = await RunningAsync();
        (_where, _errno, _fails) = (Path.Join(_node.Local, where), 24, 3);
        var memory = Memory();
        Assert.Equal(Id, Assert.Single(memory.Recall()).Id);
        Assert.True(_fails <= 0);
        Assert.Empty(memory.Unseen);
    }

    [Theory]
    [InlineData("nmPrivate", 5)]
    [InlineData("nmPrivate/" + Application, 5)]
    [InlineData("nmPrivate/" + Application, 117)] // EUCLEAN
    [InlineData("nmPrivate/" + Application, 1)]
    public async Task What_cannot_be_listed_runs_on_and_stays(string where, int errno)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        await using var container = await RunningAsync();
        (_where, _errno, _fails) = (Path.Join(_node.Local, where), errno, 1);
        var memory = Memory();
        Assert.Empty(memory.Recall());
        AssertStays(memory, container);
    }

    [Theory]
    [InlineData("nmPrivate")]
    [InlineData("nmPrivate/" + Application)]
    public async Task What_can_be_listed_no_more_when_it_is_looked_for_what_is_left_runs_on_and_stays(string where)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        await using var container = await RunningAsync();
        (_where, _errno, _fails) = (Path.Join(_node.Local, where), 5, 1);
        new Leftovers(
            _node.Directories, _node.Applications, new HashSet<string>(), _node.Remover, Listing(), _look, NullLogger.Instance).Remove();
        Assert.True(_fails <= 0);
        Assert.False(container.Exit.IsCompleted);
        Assert.Equal(0, _node.Remover.Waiting);
    }

    [Fact]
    public async Task A_container_whose_request_cannot_be_read_runs_on_and_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes by their names");
        await using var container = await RunningAsync();
        await using (var request = new FileStream(Path.Join(_node.Local, "nmPrivate", Application, Id + ".request"), FileMode.Open))
        {
            request.SetLength(200L << 20); // more than is read
        }

        Assert.Empty(_node.Memory.Recall());
        AssertStays(_node.Memory, container);
    }

    [Fact]
    public void A_request_whose_name_is_no_text_hides_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell");
        _node.Started(Id);
        using var shell = System.Diagnostics.Process.Start(
            "/bin/bash", ["-c", $"touch '{_node.Local}/nmPrivate/{Application}/'$'x\\xff.request'"]);
        shell.WaitPatiently();
        Assert.Equal(Id, Assert.Single(_node.Memory.Recall()).Id);
        Assert.Empty(_node.Memory.Unseen);
    }

    // The same directories without that fault: nobody remembers it, and it is ended.
    private void AssertStays(ContainerMemory memory, Running container)
    {
        Assert.NotEmpty(memory.Unseen);
        new Leftovers(_node.Directories, _node.Applications, memory.Unseen, _node.Remover, Listing(), _look, NullLogger.Instance).Remove();
        Assert.NotNull(ProcessTable.Find(container.Pid));
        Assert.False(container.Exit.IsCompleted);
        Assert.Equal(0, _node.Remover.Waiting);
        new Leftovers(
            _node.Directories, _node.Applications, new HashSet<string>(), _node.Remover, Listing(), _look, NullLogger.Instance).Remove();
        Assert.Equal(2, _node.Remover.Waiting);
    }

    private ContainerMemory Memory() => new(_node.State, _node.Directories, Listing(), _look, NullLogger.Instance);

    private DirectoryListing Listing() => new(NullLogger.Instance, _look, (directory, pattern, directories) =>
        directory == _where && _fails-- > 0
            ? throw new IOException("as the system says", _errno)
            : DirectoryListing.List(directory, pattern, directories));

    private async Task<Running> RunningAsync()
    {
        var container = _node.Started(Id);
        var files = new ContainerFiles(container);
        files.CreateDirectories();
        var ready = new Pipe(Path.Join(_node.Root, "ready"));
        PrivateFile.WriteScript(files.Script, $"echo $$ > {files.PidFile}; echo ready > {ready.FilePath}; sleep 1000");
        var pid = ProcessStart.Session("/bin/bash", ["bash", files.Script], [], files.Work);
        await ready.ReadAsync();
        return new Running(pid);
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly ProcessWatch _watch = new();

        internal Running(int pid)
        {
            Pid = pid;
            Exit = _watch.ExitAsync(pid, child: true);
        }

        internal int Pid { get; }

        internal Task<int?> Exit { get; }

        public async ValueTask DisposeAsync()
        {
            _ = !Exit.IsCompleted && ProcessTree.SignalGroup(Pid, Signals.Kill);
            await Exit.Patiently();
            _watch.Dispose();
        }
    }
}
