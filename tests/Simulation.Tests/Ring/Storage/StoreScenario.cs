using Hathi.Log;
using Hathi.Ring.Kit;
using Hathi.Ring.Storage;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Ring.Storage;

/// <summary>
/// The ring's store under writes and reads, while its process, machine and disk fail; compared with the model at each read, and after each
/// start.
/// </summary>
internal sealed class StoreScenario
{
    private const string Node = "ring";
    private readonly World _world;
    private readonly StoreLedger _ledger;
    private readonly StoreOptions _options;
    private readonly StoreMutant _mutant;
    private readonly int _operations;

    private StoreScenario(ulong seed, int operations, StoreMutant mutant)
    {
        _world = new World(seed, WorldOptions.Default with { SectorBytes = 64, FillsPartly = true });
        _ledger = new StoreLedger(_world);
        (_operations, _mutant) = (operations, mutant);
        _options = new StoreOptions
        {
            Seed = seed,
            MaxWaitingBytes = _world.Random.Next(2) == 0 ? 2000 : 1 << 20,
            Log = new DurableLogOptions
            {
                SegmentBytes = _world.Random.Next(500, 20_000),
                AllocationBytes = _world.Random.Next(2) * 2000,
                MaxRecordBytes = 100_000,
                MaxPendingBytes = 1 << 20,
            },
        };
    }

    internal static World Run(ulong seed, int operations, StoreMutant mutant)
    {
        var scenario = new StoreScenario(seed, operations, mutant);
        scenario.Run();
        return scenario._world;
    }

    private StoreActor? Actor => _world[Node].Actor as StoreActor;

    private void Run()
    {
        _world.Disk(Node).CreateDirectory("/data");
        _world.Spawn(Node, p => new StoreActor(p, _ledger, _options, _mutant));
        for (var i = 0; i < _operations; i++)
        {
            Operation();
            _world.RunFor(_world.Random.Next(3));
            RestartWhenDown();
        }

        _world.Disk(Node).Faults.Clear();
        _world.Disk(Node).DoNotCrash();
        if (_world[Node].IsUp)
        {
            _world.CrashMachine(Node);
        }

        _world.Restart(Node);
        _world.Check(Actor is { Serves: true }, "the store does not start in the end");
        _world.Report.Add("operations", _operations);
    }

    private void Operation()
    {
        switch (_world.Random.Next(1000))
        {
            case < 700:
                Send(new StoreActor.Write(RandomChanges.Mutation(_world.Random)));
                break;
            case < 880:
                Send(new StoreActor.Read());
                break;
            case < 890:
                Send(new StoreActor.Truncate((_world.Random.Chance(0.5) ? RandomChanges.Wide : RandomChanges.Narrow).Id));
                break;
            case < 905:
                _world.CrashMachine(Node);
                break;
            case < 915:
                _world.CrashProcess(Node);
                break;
            case < 970:
                _world.Disk(Node).CrashAfterCalls(_world.Random.Next(6), _world.Random.Next(3) > 0);
                break;
            default:
                FailDisk();
                break;
        }
    }

    private void Send(object message) => _world.Send("client", Node, message);

    private void FailDisk()
    {
        var disk = _world.Disk(Node);
        switch (_world.Random.Next(3))
        {
            case 0:
                disk.Faults.Sync = 0.2;
                break;
            case 1:
                disk.Faults.Write = 0.2;
                break;
            default:
                disk.Capacity = disk.Used + _world.Random.Next(3000);
                break;
        }
    }

    /// <summary>What an operator does: mends the disk and starts the process again, sooner or later. It may die while it starts.</summary>
    private void RestartWhenDown()
    {
        if (Actor is { Serves: true, Writes: false } && _world.Random.Next(4) > 0)
        {
            return; // reads go on for a while
        }

        for (var tries = 0; Actor is not { Writes: true }; tries++)
        {
            _world.Check(tries < 20, "the store does not start again");
            var disk = _world.Disk(Node);
            disk.Faults.Clear();
            disk.Faults.Read = _world.Random.Next(10) == 0 ? 0.1 : 0;
            disk.Capacity = long.MaxValue / 2;
            if (_world[Node].IsUp)
            {
                _world.CrashProcess(Node);
            }
            else if (_world.Random.Next(3) == 0)
            {
                disk.CrashAfterCalls(_world.Random.Next(40), _world.Random.Next(2) == 0);
            }

            _world.Restart(Node);
        }
    }
}
