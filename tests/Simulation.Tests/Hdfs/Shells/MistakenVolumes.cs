using System.Runtime.CompilerServices;
using Hathi.Base;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>What a DataNode does wrong with its volumes when one of them fails, or is there again.</summary>
internal sealed class MistakenVolumes(HdfsCluster cluster, DataNodeHost host, IDisk disk)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    // It outlives the process: volumes that were dead.
    private static readonly ConditionalWeakTable<DataNodeHost, HashSet<int>> s_dead = [];

    /// <summary>A volume was given up, or left out.</summary>
    public void LeftOut(int volume)
    {
        var isDead = cluster.World.Disk(host.Name).Faults.Dead == $"/v{volume}";
        switch (cluster.Mutant)
        {
            case HdfsMutant.DropsItsOtherVolumes when !isDead:
                foreach (var other in Enumerable.Range(0, host.Volumes).Where(v => v != volume))
                {
                    Delete($"{PoolOf(other)}/rbw");
                }

                break;
            case HdfsMutant.PurgesReturnedVolumes when isDead:
                s_dead.GetOrCreateValue(host).Add(volume);
                break;
        }
    }

    /// <summary>It begins anew; after a while it deletes what it should not.</summary>
    public async Task PurgeAsync(TimeProvider time)
    {
        if (s_dead.TryGetValue(host, out var dead) && cluster.World.Disk(host.Name).Faults.Dead is null)
        {
            await Task.Delay(s_pause, time).ConfigureAwait(false);
            foreach (var volume in dead)
            {
                Delete($"{PoolOf(volume)}/finalized");
            }

            dead.Clear();
        }
    }

    private static string PoolOf(int volume) => $"/v{volume}/current/{NameNodeShell.BlockPool}/current";

    private void Delete(string directory)
    {
        try
        {
            foreach (var (inside, name) in MistakenStart.Files(disk, directory).ToList())
            {
                disk.Delete($"{inside}/{name}");
            }
        }
        catch (DiskException)
        {
            // The rest stays.
        }
    }
}
