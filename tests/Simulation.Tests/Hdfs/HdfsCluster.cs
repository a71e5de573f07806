using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>
/// What the processes of one simulated cluster share outside of it: the settings, the checkers, the numbers that are never given twice.
/// </summary>
internal sealed class HdfsCluster
{
    public const string NameNode = "nn";
    private long _ids;
    private int _operations;

    public HdfsCluster(World world, HdfsSettings settings, HdfsMutant mutant)
    {
        World = world;
        Mutant = mutant;
        Settings = settings;
        Ledger = new Ledger(world, settings.NameNode);
        for (var i = 1; i <= settings.DataNodes; i++)
        {
            DataNodes.Add(new DataNodeHost(i, settings));
        }
    }

    public World World { get; }

    public HdfsSettings Settings { get; }

    /// <summary>The mistake that its processes make.</summary>
    public HdfsMutant Mutant { get; }

    public Ledger Ledger { get; }

    public List<DataNodeHost> DataNodes { get; } = [];

    /// <summary>Which DataNodes are to leave; a NameNode reads it when it starts.</summary>
    public NodeLists Lists
    {
        get;
        set
        {
            field = value;
            ListsVersion++;
        }
    }

    = NodeLists.Everyone;

    /// <summary>Times that <see cref="Lists"/> was changed: lists that came back are not lists that never changed.</summary>
    public int ListsVersion { get; private set; }

    /// <summary>A DataNode that is taken out of service for good when faults have stopped.</summary>
    public DataNodeHost? Leaving { get; private set; }

    /// <summary>The machine of <see cref="Leaving"/> is not there any more.</summary>
    public bool HasLeft { get; set; }

    /// <summary>DataNodes that blocks belong on.</summary>
    public IEnumerable<DataNodeHost> InService => DataNodes.Where(d => d != Leaving);

    /// <summary>
    /// Is told of a DataNode that has replicas it does not know of: on a volume that it gave up, or could not read when it started.
    /// </summary>
    public Action<DataNodeHost, int>? LeavesOut { get; set; }

    /// <summary>Is told of a file of which an hsync was just promised, or where power fails a close.</summary>
    public Action<string>? Synced { get; set; }

    /// <summary>Clients begin no more operations.</summary>
    public bool Draining => _operations >= Settings.Operations;

    /// <summary>Operations that clients have begun.</summary>
    public int Operations => _operations;

    /// <summary>A number that nobody else has: tickets, connections, clients, writers.</summary>
    public long NextId() => ++_ids;

    /// <summary>A client begins an operation.</summary>
    public void Count(string operation)
    {
        _operations++;
        World.Report.Add("operations", 1);
        World.Report.Add("of them " + operation, 1);
    }

    /// <summary>Takes a DataNode out of service.</summary>
    public void Retire(DataNodeHost host)
    {
        Leaving = host;
        Lists = new NodeLists([], [host.Address]);
    }

    /// <summary>Racks by address, for the NameNode.</summary>
    public Dictionary<string, string> Racks() => DataNodes.ToDictionary(d => d.Address, d => d.Rack, StringComparer.Ordinal);
}

/// <summary>A DataNode's machine: what stays the same when its process, and perhaps its disk, is another.</summary>
internal sealed class DataNodeHost(int number, HdfsSettings settings)
{
    public string Name { get; } = $"dn-{number}";

    public string Rack { get; } = $"/rack-{(number - 1) % settings.Racks}";

    public string Address { get; } = $"10.0.{(number - 1) % settings.Racks}.{number}";

    /// <summary>Its volumes; two for some.</summary>
    public int Volumes { get; } = number % 3 == 0 ? 2 : 1;
}
