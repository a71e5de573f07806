using System.Text;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>What a client may want, over names so few that clients meet.</summary>
internal sealed class ClientOperations(ClientActor client, HdfsCluster cluster)
{
    private const int MaxOpen = 3;
    private static readonly (int Weight, string Name)[] Weights =
    [
        (16, "create"), (4, "add block"), (14, "close"), (8, "append"), (5, "locate"), (6, "mkdirs"), (6, "rename"),
        (5, "rename2"), (5, "delete"),
        (3, "set replication"), (2, "set times"), (2, "set permission"), (1, "set owner"), (4, "get file info"), (4, "list"),
        (1, "content summary"),
        (1, "is file closed"), (2, "recover lease"),
    ];

    private static readonly int Total = Weights.Sum(static w => w.Weight);

    private readonly List<(string Path, long Id)> _open = [];

    private SeededRandom Random => client.Random;

    private Caller Caller => client.Caller;

    /// <summary>Does the next one.</summary>
    public async Task NextAsync()
    {
        var name = Draw();
        if (_open.Count == 0 && name is "add block" or "close" || (name == "create" && _open.Count == MaxOpen))
        {
            name = _open.Count == 0 ? "create" : "close";
        }

        cluster.Count(name);
        await (name switch
        {
            "create" => CreateAsync(),
            "add block" => AddBlockAsync(),
            "close" => CloseAsync(),
            "append" => AppendAsync(),
            _ => client.AskAsync(Request(name)),
        }).ConfigureAwait(false);
    }

    private ClientRequest Request(string name) => name switch
    {
        "locate" => new GetBlockLocationsRequest { Caller = Caller, Path = File(), Offset = 0, Length = long.MaxValue },
        "mkdirs" => new MkdirsRequest
        {
            Caller = Caller, Path = Random.Next(2) == 0 ? Directory() + "/" + Letter() : Directory(),
            Masked = 0x1ED, Unmasked = 0x1ED, CreateParent = Random.Next(4) > 0,
        },
        "rename" => new RenameRequest { Caller = Caller, Key = client.NewKey(), Source = Anything(), Destination = Anything() },
        "rename2" => new Rename2Request
        {
            Caller = Caller, Key = client.NewKey(), Source = Anything(), Destination = Anything(),
            Overwrite = Random.Next(2) == 0, ToTrash = Random.Next(8) == 0,
        },
        "delete" => new DeleteRequest
        {
            Caller = Caller, Key = client.NewKey(), Path = Random.Next(5) == 0 ? Directory() : File(), Recursive = Random.Next(3) > 0,
        },
        "set replication" => new SetReplicationRequest
        {
            Caller = Caller, Path = File(), Replication = (short)Random.Next(1, 5),
        },
        "set times" => new SetTimesRequest
        {
            Caller = Caller, Path = Anything(), ModificationTime = Random.Next(-1, 1000), AccessTime = Random.Next(-1, 1000),
        },
        "set permission" => new SetPermissionRequest { Caller = Caller, Path = Anything(), Mode = (ushort)Random.Next(0x400) },
        "set owner" => new SetOwnerRequest { Caller = Caller, Path = Anything(), Owner = Letter(), Group = null },
        "get file info" => new GetFileInfoRequest { Caller = Caller, Path = Anything(), ResolveLink = true },
        "list" => new GetListingRequest
        {
            Caller = Caller, Path = Random.Next(4) == 0 ? "/" : Anything(), NeedLocation = Random.Next(2) == 0,
            StartAfter = Random.Next(2) == 0 ? default : Encoding.UTF8.GetBytes(Letter()),
        },
        "content summary" => new GetContentSummaryRequest { Caller = Caller, Path = Random.Next(2) == 0 ? "/" : Anything() },
        "is file closed" => new IsFileClosedRequest { Caller = Caller, Path = File() },
        _ => new RecoverLeaseRequest { Caller = Caller, Path = File(), ClientName = client.Holder },
    };

    private async Task CreateAsync()
    {
        var path = File();
        var file = (FileStatus)(await client.AskAsync(new CreateRequest
        {
            Caller = Caller,
            Key = client.NewKey(),
            Path = path,
            Masked = 0x1A4,
            Unmasked = 0x1A4,
            ClientName = client.Holder,
            Flags = CreateFlags.Create | (Random.Next(2) == 0 ? CreateFlags.Overwrite : CreateFlags.None),
            CreateParent = Random.Next(5) > 0,
            Replication = Random.Next(6) == 0 ? (short)Random.Next(1, 5) : cluster.Settings.Replication,
            BlockSize = cluster.Settings.BlockSize,
        }).ConfigureAwait(false))!;
        _open.Add((path, file.InodeId));
    }

    private async Task AppendAsync()
    {
        var path = File();
        var result = (AppendResult)(await client.AskAsync(new AppendRequest
        {
            Caller = Caller,
            Key = client.NewKey(),
            Path = path,
            ClientName = client.Holder,
            Flags = CreateFlags.Append | (Random.Next(5) == 0 ? CreateFlags.NewBlock : CreateFlags.None),
        }).ConfigureAwait(false))!;
        _open.Add((path, result.Status.InodeId));
    }

    // There is nobody to take it.
    private Task AddBlockAsync()
    {
        var (path, id) = _open[Random.Next(_open.Count)];
        return client.AskAsync(new AddBlockRequest
        {
            Caller = Caller,
            Path = path,
            ClientName = client.Holder,
            FileId = id,
            Previous = null,
            ExcludedUuids = [],
            FavoredHosts = [],
            Flags = AddBlockFlags.None,
        });
    }

    private async Task CloseAsync()
    {
        var (path, id) = _open[Random.Next(_open.Count)];
        _open.Remove((path, id));
        await client.AskAsync(new CompleteRequest
        {
            Caller = Caller, Path = path, ClientName = client.Holder, FileId = id, Last = null,
        }).ConfigureAwait(false);
    }

    private string Anything() => Random.Next(3) == 0 ? Directory() : File();

    private string File() => (Random.Next(4) == 0 ? "" : Directory()) + "/" + "f" + Random.Next(10);

    private string Directory() => "/" + Letter() + (Random.Next(2) == 0 ? "/" + Letter() : "");

    private string Letter() => ((char)('a' + Random.Next(5))).ToString();

    private string Draw()
    {
        var at = Random.Next(Total);
        foreach (var (weight, name) in Weights)
        {
            if ((at -= weight) < 0)
            {
                return name;
            }
        }

        throw new InvalidOperationException("the weights do not add up");
    }
}
