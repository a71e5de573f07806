using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// A client as it ships that makes, moves, changes and removes what others of its kind do, over names so few that they meet. What must come
/// of each call the ledger knows; all that is written has the same bytes at the same place.
/// </summary>
internal sealed class NameShell : ShellActor, IClient
{
    private const int MostWrites = 4;
    private const int MostBytes = 90;
    private static readonly WrittenFile s_content = new("", 4_711);

    private static readonly (int Weight, string Name)[] s_operations =
    [
        (30, "write"), (8, "append"), (10, "read"), (7, "mkdirs"), (7, "rename"), (6, "rename2"), (8, "delete"), (5, "set replication"),
        (2, "set times"), (2, "set permission"), (1, "set owner"), (4, "get file info"), (4, "list"), (1, "content summary"),
        (1, "is file closed"), (3, "recover lease"),
    ];

    private readonly HdfsCluster _cluster;
    private readonly HdfsFileSystem _files;

    public NameShell(SimProcess process, HdfsCluster cluster, Kit.Shells.Shells shells)
        : base(process, shells)
    {
        _cluster = cluster;
        _files = ShellFileSystem.Make(this, cluster);
    }

    public bool IsDone { get; private set; }

    public override void OnStart() => _ = Task.Run(RunAsync);

    private async Task RunAsync()
    {
        try
        {
            while (!_cluster.Draining)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 2 * _cluster.Settings.Think)), Time).ConfigureAwait(false);
                await AttemptAsync(Draw()).ConfigureAwait(false);
            }

            IsDone = true;
        }
        catch (Exception e)
        {
            Life.Failed(e);
        }
    }

    private async Task AttemptAsync(string operation)
    {
        _cluster.Count(operation);
        Process.Note(operation, null);
        try
        {
            await DoAsync(operation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or RpcRemoteException or UnauthorizedAccessException)
        {
            Process.Note("gives up", e.Message);
            _cluster.World.Report.Add("operations failed", 1);
        }
    }

    private Task DoAsync(string operation)
    {
        var none = CancellationToken.None;
        return operation switch
        {
            "write" => WriteAsync(),
            "append" => AppendAsync(),
            "read" => ReadAsync(),
            "mkdirs" => _files.MakeDirectoryAsync(Random.Next(2) == 0 ? $"{Directory()}/{Letter()}" : Directory(), null, none).AsTask(),
            "rename" => _files.RenameAsync(Anything(), Anything(), none).AsTask(),
            "rename2" => _files.RenameAsync(Anything(), Anything(), Random.Next(2) == 0, none).AsTask(),
            "delete" => _files.DeleteAsync(Random.Next(4) == 0 ? Directory() : FileName(), Random.Next(3) > 0, none).AsTask(),
            "set replication" => _files.SetReplicationAsync(FileName(), (short)Random.Next(1, 5), none).AsTask(),
            "set times" => _files.SetTimesAsync(Anything(), Random.Next(-1, 1_000), Random.Next(-1, 1_000), none).AsTask(),
            "set permission" => _files.SetPermissionAsync(Anything(), Random.Next(0x400), none).AsTask(),
            "set owner" => _files.SetOwnerAsync(Anything(), Letter(), null, none).AsTask(),
            "get file info" => _files.GetFileStatusAsync(Anything(), none).AsTask(),
            "list" => ListAsync(Random.Next(4) == 0 ? "/" : Anything()),
            "content summary" => _files.GetContentSummaryAsync(Random.Next(2) == 0 ? "/" : Anything(), none).AsTask(),
            "is file closed" => _files.Admin.IsFileClosedAsync(FileName(), none),
            _ => _files.Admin.RecoverLeaseAsync(FileName(), none),
        };
    }

    private async Task WriteAsync()
    {
        var options = new CreateOptions
        {
            Overwrite = Random.Next(2) == 0,
            CreateParents = Random.Next(5) > 0,
            Replication = Random.Next(4) == 0 ? (short)Random.Next(1, 5) : null,
        };
        await FillAsync(await _files.CreateAsync(FileName(), options, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task AppendAsync() => await FillAsync(
        await _files.AppendAsync(FileName(), Random.Next(5) == 0, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);

    // Some are left open.
    private async Task FillAsync(FileWriteStream stream)
    {
        try
        {
            for (var i = Random.Next(MostWrites); i > 0; i--)
            {
                await stream.WriteAsync(s_content.Bytes(stream.Position, Random.Next(1, MostBytes)), CancellationToken.None)
                    .ConfigureAwait(false);
                if (Random.Next(2) == 0)
                {
                    await stream.HFlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (IOException)
        {
            await stream.AbortAsync().ConfigureAwait(false);
            throw;
        }

        if (Random.Next(6) > 0)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            await stream.AbortAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadAsync()
    {
        var path = FileName();
        await using var stream = await _files.OpenReadAsync(path, verifyChecksums: true, CancellationToken.None).ConfigureAwait(false);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes).ConfigureAwait(false);
        for (var i = 0; i < bytes.Length; i++)
        {
            var read = bytes.GetBuffer()[i];
            _cluster.World.Check(read == s_content[i], $"{Name} read {read} at {i} of {path}, {s_content[i]} was written");
        }

        _cluster.World.Report.Add("files read", 1);
    }

    private async Task ListAsync(string path)
    {
        await foreach (var _ in _files.ListAsync(path, CancellationToken.None).ConfigureAwait(false))
        {
            // What is listed the ledger has looked at.
        }
    }

    private string Anything() => Random.Next(3) == 0 ? Directory() : FileName();

    private string FileName() => (Random.Next(4) == 0 ? "" : Directory()) + "/f" + Random.Next(6);

    private string Directory() => "/" + Letter() + (Random.Next(2) == 0 ? "/" + Letter() : "");

    private string Letter() => "abcd".Substring(Random.Next(4), 1);

    private string Draw()
    {
        var at = Random.Next(s_operations.Sum(static o => o.Weight));
        foreach (var (weight, name) in s_operations)
        {
            at -= weight;
            if (at < 0)
            {
                return name;
            }
        }

        throw new InvalidOperationException("weights are added up wrongly");
    }
}
