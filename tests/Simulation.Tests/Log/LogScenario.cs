using Hathi.Log;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Log;

/// <summary>
/// A log under appends, snapshots and closing, while its process, machine and disk fail; checked at each recovery and at the end.
/// </summary>
internal sealed class LogScenario
{
    private const string Node = "log";
    private readonly World _world;
    private readonly LogModel _model;
    private readonly DurableLogOptions _options;
    private readonly int _operations;
    private readonly int _minRecord;
    private readonly int _maxRecord;

    private LogScenario(ulong seed, int operations)
    {
        _world = new World(seed, WorldOptions.Default with { SectorBytes = 64 });
        _model = new LogModel(_world);
        _operations = operations;
        (_minRecord, _maxRecord) = _world.Random.Next(3) switch { 0 => (1, 40), 1 => (1, 600), _ => (24, 25) };
        _options = new DurableLogOptions
        {
            SegmentBytes = _world.Random.Next(500, 20_000),
            AllocationBytes = _world.Random.Next(2) * 2000,
            MaxRecordBytes = 1000,
            MaxPendingBytes = 1 << 20,
        };
    }

    internal static World Run(ulong seed, int operations, Action<World, LogModel>? rot)
    {
        var scenario = new LogScenario(seed, operations);
        scenario.Run(rot);
        return scenario._world;
    }

    private void Run(Action<World, LogModel>? rot)
    {
        _world.Disk(Node).CreateDirectory("/data");
        _world.Spawn(Node, p => new LogActor(p, _model, _options));
        _world.Spawn("client", p => new Client(p));
        for (var i = 0; i < _operations; i++)
        {
            Operation();
            _world.RunFor(_world.Random.Next(3));
            RestartWhenDown();
        }

        rot?.Invoke(_world, _model);
        _world.Disk(Node).Faults.Clear();
        _world.Disk(Node).DoNotCrash();
        if (_world[Node].IsUp)
        {
            _world.CrashMachine(Node);
        }

        _world.Restart(Node);
        _world.Report.Add("operations", _operations);
    }

    private void Operation()
    {
        switch (_world.Random.Next(1000))
        {
            case < 960:
                var payload = new byte[_world.Random.Next(_minRecord, _maxRecord)];
                for (var i = 0; i < payload.Length; i++)
                {
                    payload[i] = (byte)_world.Random.Next(256);
                }

                _world.Send("client", Node, new LogActor.Append(payload));
                break;
            case < 975:
                _world.Send("client", Node, new LogActor.TakeSnapshot());
                break;
            case < 980:
                _world.CrashMachine(Node);
                break;
            case < 985:
                _world.CrashProcess(Node);
                break;
            case < 993:
                _world.Disk(Node).CrashAfterCalls(_world.Random.Next(12), _world.Random.Next(2) == 0);
                break;
            case < 995:
                _world.Send("client", Node, new LogActor.CloseLog());
                break;
            default:
                FailDisk();
                break;
        }
    }

    private void FailDisk()
    {
        var disk = _world.Disk(Node);
        switch (_world.Random.Next(4))
        {
            case 0:
                disk.Faults.Sync = 0.2;
                break;
            case 1:
                disk.Faults.Write = 0.2;
                break;
            case 2:
                disk.Faults.Read = 0.2;
                break;
            default:
                disk.Capacity = disk.Used + _world.Random.Next(3000);
                break;
        }
    }

    /// <summary>What an operator does: mends the disk and starts the process again. It may die while it starts.</summary>
    private void RestartWhenDown()
    {
        if (_world[Node].Actor is LogActor { Log: null })
        {
            _world.CrashProcess(Node);
        }

        for (var tries = 0; !_world[Node].IsUp || _world[Node].Actor is LogActor { Log: null }; tries++)
        {
            _world.Check(tries < 20, "the log does not start again");
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

    private sealed class Client(SimProcess process) : Actor(process)
    {
        private long _durable;

        public override void OnMessage(string from, object message) => _durable = Math.Max(_durable, ((LogActor.Appended)message).Index);
    }
}
