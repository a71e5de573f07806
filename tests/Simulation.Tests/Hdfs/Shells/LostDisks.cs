namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// Disks of DataNodes that go, for a while or for good, and what power takes of replicas that are being written: it is told to the books
/// before.
/// </summary>
/// <param name="longestAbsence">Until they or others are there, milliseconds at most.</param>
internal sealed class LostDisks(int longestAbsence)
{
    private const int MeanInterval = 3_000;
    private readonly HashSet<DataNodeHost> _failing = [];
    private long _next;

    /// <summary>One of two volumes cannot be used; it comes back with what it held when the process starts anew.</summary>
    public void FailVolume(ShellScenario scenario, DataNodeHost host)
    {
        var (world, random) = (scenario.World, scenario.Random);
        var disk = world.Disk(host.Name);
        if (host.Volumes == 1 || disk.Faults.Dead is not null)
        {
            return;
        }

        var volume = random.Next(host.Volumes);
        scenario.Lost.LeaveOut(host, volume);
        disk.Faults.Dead = $"/v{volume}";
        scenario.Count("volumes failed");
        world.Note("volume fails", host.Name, volume);
        world.After(random.Next(2_000, longestAbsence), () => Revive(scenario, host));
    }

    /// <summary>An operator mends it and starts the process anew.</summary>
    public static void Revive(ShellScenario scenario, DataNodeHost host)
    {
        var (world, disk) = (scenario.World, scenario.World.Disk(host.Name));
        if (disk.Faults.Dead is null)
        {
            return;
        }

        disk.Faults.Dead = null;
        if (world[host.Name].IsUp)
        {
            world.CrashProcess(host.Name);
        }

        scenario.Lost.Bring(host);
        world.Restart(host.Name);
    }

    /// <summary>
    /// Now and then a change of a disk in use fails, or a sync: the DataNode gives the volume up then. What it held comes back when an
    /// operator starts the process anew, or the machine, where power fails.
    /// </summary>
    public void FailChanges(ShellScenario scenario, DataNodeHost host)
    {
        var (world, random) = (scenario.World, scenario.Random);
        if (!_failing.Add(host))
        {
            return;
        }

        var faults = world.Disk(host.Name).Faults;
        (faults.Write, faults.Sync) = random.Next(2) == 0 ? (0.1, 0.0) : (0.0, 0.5);
        scenario.Count("disks made hard to change");
        world.Note("changes fail", host.Name, faults.Write > 0 ? "any" : "syncs");
        world.After(random.Next(200, 5_000), () => Mend(scenario, host));
    }

    /// <summary>Its disk takes changes again.</summary>
    public void Mend(ShellScenario scenario, DataNodeHost host)
    {
        if (!_failing.Remove(host))
        {
            return;
        }

        var world = scenario.World;
        (world.Disk(host.Name).Faults.Write, world.Disk(host.Name).Faults.Sync) = (0, 0);
        if (world[host.Name].IsUp)
        {
            Action<string> end = scenario.Cluster.Settings.PowerFails ? world.CrashMachine : world.CrashProcess;
            end(host.Name);
        }

        scenario.Lost.Bring(host);
        world.Restart(host.Name);
    }

    /// <summary>A DataNode whose disk fails has given a volume up, or left something out that lies there.</summary>
    public void LeaveOut(ShellScenario scenario, DataNodeHost host, int volume)
    {
        if (_failing.Contains(host))
        {
            scenario.Lost.LeaveOut(host, volume);
        }
    }

    /// <summary>The machine comes back with a new disk, or with all new disks and then as another DataNode.</summary>
    public void Replace(ShellScenario scenario, DataNodeHost host)
    {
        var now = scenario.World.Now.MonotonicMilliseconds;
        if (now < _next)
        {
            return; // A cluster that loses disks faster than it copies blocks proves nothing.
        }

        _next = now + scenario.Random.Next(2 * MeanInterval);
        var volume = scenario.Random.Next(host.Volumes);
        Replace(scenario, host, host.Volumes == 1 || scenario.Random.Next(2) == 0 ? null : volume);
    }

    /// <summary>The same, of one of its disks or, null, of all.</summary>
    public void Replace(ShellScenario scenario, DataNodeHost host, int? volume)
    {
        var world = scenario.World;
        if (world[host.Name].IsUp)
        {
            world.CrashProcess(host.Name);
        }

        foreach (var replica in scenario.Truth.On(host).Where(r => r.Volume == (volume ?? r.Volume)).ToList())
        {
            scenario.Lost.Lose(replica);
        }

        if (volume is { } one)
        {
            world.Disk(host.Name).Wipe($"/v{one}");
        }
        else
        {
            Wipe(scenario, host);
        }

        scenario.Count("disks replaced");
        world.Note("disk replaced", host.Name, volume);
        world.After(scenario.Random.Next(500, longestAbsence), () => world.Restart(host.Name));
    }

    /// <summary>
    /// A machine loses power: of what is not complete only what hsync has brought to the disk is promised, and that only where nothing was
    /// written behind it, for what lies there may be such that a DataNode cannot vouch for any of it.
    /// </summary>
    public void LosePower(ShellScenario scenario, string machine)
    {
        if (scenario.Cluster.DataNodes.Find(d => d.Name == machine) is not { } host)
        {
            return;
        }

        foreach (var replica in scenario.Truth.On(host).Where(r => !r.IsFinal && !EndsWithHsync(scenario, r)).ToList())
        {
            scenario.Lost.Tear(replica);
        }
    }

    /// <summary>All its disks are new.</summary>
    public static void Wipe(ShellScenario scenario, DataNodeHost host)
    {
        for (var volume = 0; volume < host.Volumes; volume++)
        {
            scenario.World.Disk(host.Name).Wipe($"/v{volume}");
        }
    }

    private static bool EndsWithHsync(ShellScenario scenario, DiskReplica replica)
    {
        var inode = scenario.Cluster.Ledger.Tree.Files.FirstOrDefault(f => f.Blocks.Any(b => b.Id == replica.BlockId));
        if (inode is null || inode.Blocks.First(b => b.Id == replica.BlockId).GenerationStamp > replica.Generation)
        {
            return false;
        }

        var start = inode.Blocks.TakeWhile(b => b.Id != replica.BlockId).Sum(static b => b.Length);
        var end = start + scenario.Truth.LengthOf(replica);
        return end > start && scenario.Files.Exists(f => f.Path == inode.Path && f.Synced >= end);
    }
}
