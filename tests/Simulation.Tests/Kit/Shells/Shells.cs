using System.Net;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// What the shells of one world share: their threads, who has which address, and how the world comes to rest between two events.
/// </summary>
internal sealed class Shells : IDisposable
{
    /// <summary>Turns of work in one moment of virtual time beyond which something feeds itself.</summary>
    private const int MostTurns = 100_000;

    private readonly Dictionary<IPAddress, string> _names = [];
    private readonly Dictionary<string, IPAddress> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<long> _opened = [];
    private readonly Dictionary<string, ShellLife> _living = new(StringComparer.Ordinal);
    private long _ids;

    public Shells(World world)
    {
        World = world;
        world.Settle = Settle;
        world.Trace.IsWhole = true;
        var copy = Environment.GetEnvironmentVariable("HATHI_TRACE_FILE");
        world.Trace.Copy = copy is { Length: > 0 } ? new StreamWriter($"{copy}.{world.Seed}") : null;
    }

    /// <summary>Where they run.</summary>
    public World World { get; }

    /// <summary>Of all processes, those of the pool among them.</summary>
    public SimThreads Threads { get; } = new();

    /// <summary>Gives a process an address.</summary>
    public void Name(IPAddress address, string process)
    {
        _names.Add(address, process);
        _addresses.Add(process, address);
    }

    /// <summary>The process at an address; null: nobody has it.</summary>
    public string? At(IPAddress address) => _names.GetValueOrDefault(address);

    /// <summary>Where a process is.</summary>
    public IPAddress AddressOf(string process) => _addresses[process];

    /// <summary>A number that nobody else has.</summary>
    public long NextId() => ++_ids;

    /// <summary>All processes end where they are, with what they have under way.</summary>
    /// <returns>Threads that do not.</returns>
    public int EndAll()
    {
        foreach (var life in _living.Values)
        {
            life.End();
        }

        for (var turns = 0; turns < MostTurns && Turn(); turns++)
        {
            // until all rest
        }

        return Threads.Busy;
    }

    /// <summary>Nothing of them goes on in the next world of this process.</summary>
    public void Dispose()
    {
        EndAll();
        Threads.End();
        World.Trace.Copy?.Dispose();
    }

    /// <summary>Whether a stream is opened for the first time: a request that comes twice opens one.</summary>
    internal bool Opens(long stream) => _opened.Add(stream);

    // False: there is nothing to run.
    private bool Turn()
    {
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            Threads.Start(HeldPool.Drain);
        }

        return Threads.RunOne();
    }

    internal void Begun(ShellLife life) => _living[life.Process.Name] = life;

    /// <summary>
    /// Runs everything that can run now, until all waits: threads, and what is queued in the pool, on a thread too, for
    /// it may wait for another.
    /// </summary>
    private void Settle()
    {
        var turns = 0;
        while (true)
        {
            if (!Turn())
            {
                break;
            }

            if (++turns > MostTurns)
            {
                throw World.Failure($"More than {MostTurns} turns without time passing: something feeds itself.", null);
            }
        }

        if (Timer.ActiveCount > 0)
        {
            throw World.Failure("something waits for the machine's time, and not for the world's", null);
        }

        foreach (var life in _living.Values)
        {
            if (life.TakeFailure() is { } failure)
            {
                throw failure as SimulationFailedException
                    ?? World.Failure($"{life.Process.Name} threw {failure.GetType().Name}: {failure.Message}", failure);
            }
        }
    }
}
