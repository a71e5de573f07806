using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Yarn.Checks;
using Hathi.Simulation.Tests.Yarn.Master;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>
/// What the processes of one simulated cluster share outside of it: the settings, the checkers, the machines, the numbers that
/// are never given twice.
/// </summary>
internal sealed class YarnCluster
{
    public const string ResourceManager = "rm";
    private long _ids;

    public YarnCluster(World world, YarnSettings settings, YarnMutant mutant)
    {
        World = world;
        Settings = settings;
        Mutant = mutant;
        Ledger = new YarnLedger(this);
        for (var i = 1; i <= settings.Nodes; i++)
        {
            Machines.Add(new Machine(this, i));
        }
    }

    public World World { get; }

    public YarnSettings Settings { get; }

    /// <summary>The mistake that its processes make.</summary>
    public YarnMutant Mutant { get; }

    public YarnLedger Ledger { get; }

    public List<Machine> Machines { get; } = [];

    /// <summary>What applications are to do, and have done: survives their masters, as files would.</summary>
    public Dictionary<ApplicationId, SimApplication> Jobs { get; } = [];

    /// <summary>Applications that clients have begun to submit.</summary>
    public int Begun { get; set; }

    /// <summary>Clients submit no more.</summary>
    public bool Draining => Begun >= Settings.Applications;

    /// <summary>Whether a process is one that runs in a container: gone for good when it has ended.</summary>
    public static bool IsContainer(string process) =>
        process.StartsWith("am-", StringComparison.Ordinal) || process.StartsWith("worker-", StringComparison.Ordinal);

    /// <summary>A number that nobody else has: tickets, connections.</summary>
    public long NextId() => ++_ids;

    public Machine MachineOf(NodeId id) => Machines[id.Port - 1];
}
