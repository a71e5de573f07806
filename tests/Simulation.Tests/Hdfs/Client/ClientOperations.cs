using System.Text;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>What a client may want, over names so few that clients meet.</summary>
internal sealed class ClientOperations(ClientActor client)
{
    private const int MaxOpen = 3;
    private static readonly (int Weight, string Name)[] Weights =
    [
        (12, "create"), (24, "write"), (10, "flush"), (13, "close"), (6, "append"), (9, "read"), (6, "mkdirs"), (6, "rename"),
        (5, "rename2"), (5, "delete"),
        (3, "set replication"), (2, "set times"), (2, "set permission"), (1, "set owner"), (4, "get file info"), (4, "list"),
        (1, "content summary"),
        (1, "is file closed"), (2, "recover lease"),
    ];

    private static readonly int Total = Weights.Sum(static w => w.Weight);

    private SeededRandom Random => client.Random;

    private Caller Caller => client.Calls.Caller;

    /// <summary>Does the next one.</summary>
    public async Task NextAsync()
    {
        client.Writers.RemoveAll(static w => w.IsBroken);
        var name = Draw();
        if (client.Writers.Count == 0 && name is "write" or "flush" or "close" || (name == "create" && client.Writers.Count == MaxOpen))
        {
            name = client.Writers.Count == 0 ? "create" : "write";
        }

        client.Cluster.Count(name);
        await (name switch
        {
            "create" => CreateAsync(),
            "write" => Any().WriteAsync(Random.Next(1, 90)),
            "flush" => Any().FlushAsync(),
            "close" => CloseAsync(),
            "append" => AppendAsync(),
            "read" => new FileReader(client).ReadAsync(File()),
            _ => AskAsync(name),
        }).ConfigureAwait(false);
    }

    private Task AskAsync(string name) => client.Calls.AskAsync(name switch
    {
        "mkdirs" => new MkdirsRequest
        {
            Caller = Caller, Path = Random.Next(2) == 0 ? Directory() + "/" + Letter() : Directory(),
            Masked = 0x1ED, Unmasked = 0x1ED, CreateParent = Random.Next(4) > 0,
        },
        "rename" => new RenameRequest { Caller = Caller, Key = client.Calls.NewKey(), Source = Anything(), Destination = Anything() },
        "rename2" => new Rename2Request
        {
            Caller = Caller, Key = client.Calls.NewKey(), Source = Anything(), Destination = Anything(),
            Overwrite = Random.Next(2) == 0, ToTrash = Random.Next(8) == 0,
        },
        "delete" => new DeleteRequest
        {
            Caller = Caller, Key = client.Calls.NewKey(), Path = Random.Next(5) == 0 ? Directory() : File(), Recursive = Random.Next(3) > 0,
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
        _ => new RecoverLeaseRequest { Caller = Caller, Path = File(), ClientName = client.Calls.Holder },
    });

    private async Task CreateAsync()
    {
        var wanted = client.Cluster.Settings.Replication;
        var replication = (short)(Random.Next(6) == 0 ? Random.Next(1, 5) : wanted);
        client.Writers.Add(
            await FileWriter.CreateAsync(client, File(), replication, Random.Next(2) == 0, Random.Next(5) > 0).ConfigureAwait(false));
    }

    // The lease of an older writer was lost before: the NameNode tells clients apart, not what each has open.
    private async Task AppendAsync()
    {
        var writer = await FileWriter.AppendAsync(client, File(), Random.Next(5) == 0).ConfigureAwait(false);
        client.Writers.FindAll(w => w.FileId == writer.FileId).ForEach(static w => w.GiveUp());
        client.Writers.Add(writer);
    }

    private async Task CloseAsync()
    {
        var writer = Any();
        await writer.CloseAsync().ConfigureAwait(false);
        client.Writers.Remove(writer);
    }

    private FileWriter Any() => client.Writers[Random.Next(client.Writers.Count)];

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
