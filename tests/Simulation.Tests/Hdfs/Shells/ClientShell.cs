using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// A client as it ships: one operation after the other, chosen by chance, with some files open for writing meanwhile. An auditor reads each
/// file once instead, and must be able to.
/// </summary>
internal sealed class ClientShell : ShellActor, IClient
{
    private const int MostOpen = 3;
    private readonly HdfsCluster _cluster;
    private readonly List<WrittenFile> _files;
    private readonly bool _isAuditor;
    private readonly HdfsFileSystem _fileSystem;
    private readonly List<(WrittenFile File, FileWriteStream Stream)> _open = [];

    public ClientShell(SimProcess process, HdfsCluster cluster, Kit.Shells.Shells shells, List<WrittenFile> files, bool isAuditor)
        : base(process, shells)
    {
        _cluster = cluster;
        _files = files;
        _isAuditor = isAuditor;
        _fileSystem = ShellFileSystem.Make(this, cluster);
    }

    /// <summary>It does nothing any more.</summary>
    public bool IsDone { get; private set; }

    public override void OnStart() => _ = Task.Run(RunAsync);

    private async Task RunAsync()
    {
        try
        {
            await (_isAuditor ? AuditAsync() : OperateAsync()).ConfigureAwait(false);
            IsDone = true;
        }
        catch (Exception e)
        {
            Life.Failed(e);
        }
    }

    private async Task OperateAsync()
    {
        while (!_cluster.Draining)
        {
            // Virtual time, in which the client thinks and others act.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 2 * _cluster.Settings.Think)), Time).ConfigureAwait(false);
            await AttemptAsync(NextAsync).ConfigureAwait(false);
        }

        // Some close what they have open, others are gone with it.
        foreach (var (file, stream) in _open.ToArray())
        {
            await AttemptAsync(() => Random.Next(3) > 0 ? CloseAsync(file, stream) : stream.AbortAsync().AsTask()).ConfigureAwait(false);
        }
    }

    private async Task AttemptAsync(Func<Task> operation)
    {
        try
        {
            await operation().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or RpcRemoteException or UnauthorizedAccessException)
        {
            Process.Note("gives up", e.Message);
            _cluster.World.Report.Add("operations failed", 1);
        }
    }

    private Task NextAsync()
    {
        switch (Random.Next(10))
        {
            case 0 or 1 when _open.Count < MostOpen:
                return CountedAsync("create", CreateAsync);
            case 2 when _open.Count < MostOpen && Mine(static f => f is { IsOpen: false, HasRot: false }) is { } closed:
                return CountedAsync("append", () => AppendAsync(closed));
            case 3 when Mine(static f => !f.IsOpen) is { } old && Random.Next(4) == 0:
                return CountedAsync("delete", () => DeleteAsync(old));
            case 4 or 5 when _files.Exists(Readable):
                var readable = _files.FindAll(Readable);
                var file = readable[Random.Next(readable.Count)];
                return CountedAsync("read", () => ReadAsync(file));
        }

        if (_open.Count == 0)
        {
            return CountedAsync("create", CreateAsync);
        }

        var (written, stream) = _open[Random.Next(_open.Count)];
        return Random.Next(5) switch
        {
            0 => CountedAsync("close", () => CloseAsync(written, stream)),
            1 => CountedAsync("flush", () => FlushAsync(written, stream)),
            _ => CountedAsync("write", () => WriteAsync(written, stream)),
        };
    }

    private static bool Readable(WrittenFile file) => file is { Exists: true, IsDeleted: false };

    private WrittenFile? Mine(Predicate<WrittenFile> which)
    {
        var mine = _files.FindAll(f => Readable(f) && f.Path.StartsWith($"/{Name}-", StringComparison.Ordinal) && which(f));
        return mine.Count == 0 ? null : mine[Random.Next(mine.Count)];
    }

    private Task CountedAsync(string what, Func<Task> operation)
    {
        _cluster.Count(what);
        Process.Note(what, null);
        return operation();
    }

    private async Task CreateAsync()
    {
        var file = new WrittenFile($"/{Name}-{_files.Count}", Random.NextUInt64());
        _files.Add(file);
        var options = new CreateOptions { Overwrite = true };
        var stream = await _fileSystem.CreateAsync(file.Path, options, CancellationToken.None).ConfigureAwait(false);
        file.Exists = true;
        _open.Add((file, stream));
    }

    private async Task AppendAsync(WrittenFile file)
    {
        file.IsOpen = true; // Also when it fails: its lease may have been taken all the same.
        _open.Add((file, await _fileSystem.AppendAsync(file.Path, Random.Next(4) == 0, CancellationToken.None).ConfigureAwait(false)));
    }

    private async Task WriteAsync(WrittenFile file, FileWriteStream stream)
    {
        var count = Random.Next(1, _cluster.Settings.WriteBytes);
        var bytes = file.Bytes(stream.Position, count);
        file.Sent = Math.Max(file.Sent, stream.Position + count);
        await UnlessBrokenAsync(file, stream, () => stream.WriteAsync(bytes, CancellationToken.None)).ConfigureAwait(false);
    }

    private async Task FlushAsync(WrittenFile file, FileWriteStream stream)
    {
        var length = stream.Position;
        var powerFails = _cluster.Settings.PowerFails;
        var syncs = Random.Next(3) == 0 || (powerFails && Random.Next(2) == 0);
        ValueTask Flush() => syncs ? stream.HSyncAsync(CancellationToken.None) : stream.HFlushAsync(CancellationToken.None);
        await UnlessBrokenAsync(file, stream, Flush).ConfigureAwait(false);

        // Of power an hflush promises nothing.
        if (syncs || !powerFails)
        {
            file.Promised = Math.Max(file.Promised, length);
            _cluster.World.Report.Add("flushes promised", 1);
        }

        if (syncs && length > file.Synced)
        {
            file.Synced = length;
            _cluster.Synced?.Invoke(file.Path);
        }
    }

    private async Task CloseAsync(WrittenFile file, FileWriteStream stream)
    {
        _open.Remove((file, stream));
        var length = stream.Position;
        await stream.DisposeAsync().ConfigureAwait(false);
        file.Promised = Math.Max(file.Promised, length);
        if (_cluster.Settings.PowerFails)
        {
            file.Synced = Math.Max(file.Synced, length);
            _cluster.Synced?.Invoke(file.Path);
        }

        file.IsOpen = false;
        _cluster.World.Report.Add("files written", 1);
    }

    private async Task UnlessBrokenAsync(WrittenFile file, FileWriteStream stream, Func<ValueTask> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (IOException)
        {
            _open.Remove((file, stream));
            await stream.AbortAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task DeleteAsync(WrittenFile file)
    {
        file.IsDeleted = true;
        await _fileSystem.DeleteAsync(file.Path, recursive: false, CancellationToken.None).ConfigureAwait(false);
    }

    // Whether all that was promised is there.
    private async Task<bool> ReadAsync(WrittenFile file)
    {
        var (promise, whole) = (file.Promise(), file.MostPromised);
        var bytes = new MemoryStream();
        try
        {
            var verifies = _cluster.Mutant != HdfsMutant.ReadsWithoutChecksums;
            await using var stream = await _fileSystem.OpenReadAsync(file.Path, verifies, CancellationToken.None).ConfigureAwait(false);
            await stream.CopyToAsync(bytes).ConfigureAwait(false);
            file.Check(_cluster.World, Name, Read(), promise);
            _cluster.World.Report.Add("files read", 1);
            return bytes.Length >= whole;
        }
        catch (FileNotFoundException e)
        {
            _cluster.World.Check(file.IsDeleted, $"{file.Path} is gone and nobody deleted it: {e.Message}");
            return false;
        }
        catch (IOException e) when (_isAuditor && file.MayBeLost)
        {
            Process.Note("lost", e.Message);
            if (_cluster.Ledger.Tree.Files.Any(f => f.Path == file.Path && f.Holder is null))
            {
                file.Check(_cluster.World, Name, Read(), promise); // What lies before it.
            }

            return false;
        }

        ReadOnlySpan<byte> Read() => bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
    }

    private async Task AuditAsync()
    {
        var report = _cluster.World.Report;
        foreach (var file in _files.FindAll(Readable))
        {
            var isWhole = await ReadAsync(file).ConfigureAwait(false);
            report.Add(isWhole ? "files read whole at the end" : "files lost with disks", 1);
        }

        report.Add("worlds that lost nothing", report.Count("files lost with disks") == 0 ? 1 : 0);
    }
}
