using Hathi.Simulation.Tests.Hdfs.Checks;

namespace Hathi.Simulation.Tests.Hdfs;

/// <content>What takes replicas away for good, each told to the checkers' books before it happens.</content>
internal sealed partial class FaultPlan
{
    private const int DamageInterval = 8_000;
    private readonly GroundTruth _truth = new(cluster);
    private long _nextDamage;

    // Seldom, and never much at once: a cluster that loses disks faster than it copies blocks proves nothing.
    private void Damage()
    {
        if (_world.Now.MonotonicMilliseconds < _nextDamage)
        {
            return;
        }

        _nextDamage = _world.Now.MonotonicMilliseconds + _random.Next(2 * DamageInterval);
        switch (_random.Next(4))
        {
            case 0:
                ReplaceDisk(Node());
                break;
            case 1:
                FailVolume(Node());
                break;
            default:
                Rot(Node());
                break;
        }
    }

    private void Rot(DataNodeHost host)
    {
        // Where it strikes is known only afterwards: what is on the disk is looked at before.
        var before = _truth.On(host)
            .ToDictionary(static c => $"/v{c.Volume}/blk_{c.BlockId}_{c.Generation}.{c.State}", StringComparer.Ordinal);
        if (before.Count == 0)
        {
            return;
        }

        var chosen = before.Keys.Order(StringComparer.Ordinal).ElementAt(_random.Next(before.Count));
        var bytes = DataNode.ReplicaFile.Payload(_world.Disk(host.Name).Peek(chosen));
        if (bytes.Count > 0)
        {
            _truth.Damage(host, c => $"/v{c.Volume}/blk_{c.BlockId}_{c.Generation}.{c.State}" == chosen);
            _world.Disk(host.Name).Rot(chosen, bytes[_random.Next(bytes.Count)]);
            _world.Note("rot", host.Name, chosen);
        }
    }

    // The machine comes back with a new disk, or with all new disks and then as another DataNode.
    private void ReplaceDisk(DataNodeHost host)
    {
        if (!_world[host.Name].IsUp)
        {
            return;
        }

        _world.CrashProcess(host.Name);
        var volume = _random.Next(host.Volumes);
        var all = host.Volumes == 1 || _random.Next(2) == 0;
        _truth.Damage(host, c => all || c.Volume == volume);
        for (var v = 0; v < host.Volumes; v++)
        {
            if (all || v == volume)
            {
                _world.Disk(host.Name).Wipe($"/v{v}");
                host.VolumeGenerations[v]++;
            }
        }

        host.Generation += all ? 1 : 0;
        _world.Report.Add("disks replaced", 1);
        _world.Note("disk replaced", host.Name, all ? "all" : volume);
        _world.After(_random.Next(500, 20_000), () => StartDataNode(host));
    }

    // It comes back with what it held when its process starts anew.
    private void FailVolume(DataNodeHost host)
    {
        if (host.Volumes > 1 && _world[host.Name].Actor is DataNode.DataNodeActor node && !node.Store.HasFailed(0)
            && !node.Store.HasFailed(1))
        {
            var volume = _random.Next(host.Volumes);
            _truth.Damage(host, c => c.Volume == volume);
            node.FailVolume(volume);
            _world.Report.Add("volumes failed", 1);
            _world.Note("volume fails", host.Name, volume);
        }
    }
}
