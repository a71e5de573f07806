using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.SafeModes;

/// <summary>
/// Safe mode: at start until enough blocks have been reported, and by hand (BlockManagerSafeMode, FSNamesystem.getSafeModeTip).
/// A block counts when it is complete; it is safe when it has <see cref="BlockManagerOptions.MinReplication"/> live replicas.
/// </summary>
internal sealed class SafeMode(ClusterState state)
{
    private const string HowToLeave = "Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off.";

    private readonly ClusterState _state = state;
    private Phase _phase = Phase.Loading;
    private long _reachedAt;
    private long _startedAt;
    private bool _manual;

    private enum Phase : byte
    {
        /// <summary>The name space is being read; blocks are only counted.</summary>
        Loading,
        BelowThreshold,
        Extension,
        Off,
    }

    /// <summary>Complete blocks.</summary>
    public long Total { get; private set; }

    /// <summary>Those of <see cref="Total"/> that have enough live replicas. Kept while start-up safe mode is on.</summary>
    public long Safe { get; private set; }

    /// <summary>Bytes of replicas that no file owns and whose generation stamp the name space has not given out yet.</summary>
    public long BytesInFuture { get; private set; }

    public bool IsOn => _manual || _phase != Phase.Off;

    /// <summary>Of start-up, not by hand.</summary>
    public bool IsStartup => _phase != Phase.Off;

    private long Threshold => (long)(Total * _state.Options.SafeModeThreshold);

    /// <summary>Call when a block becomes complete, stops being so, or goes.</summary>
    public void CountBlock(ref BlockRecord record, bool complete)
    {
        Total += complete ? 1 : -1;
        if (!complete)
        {
            CountSafe(ref record, false);
        }
    }

    /// <summary>Call when the live replicas of a complete block have changed.</summary>
    public void CountSafe(ref BlockRecord record, bool safe)
    {
        if (record.CountedSafe != safe)
        {
            record.CountedSafe = safe;
            Safe += safe ? 1 : -1;
        }
    }

    /// <summary>A replica of an unknown block was reported.</summary>
    public void SawUnknown(in Block replica)
    {
        if (IsStartup && replica.GenerationStamp > _state.NewestStamp)
        {
            BytesInFuture += replica.Length;
        }
    }

    public void StartupComplete(Now now)
    {
        _startedAt = now.MonotonicMilliseconds;
        _phase = Phase.BelowThreshold;
        Check(now);
    }

    /// <summary>Looks whether start-up safe mode ends. Cheap; called after each report and each tick.</summary>
    /// <returns>True when it has just ended.</returns>
    public bool Check(Now now)
    {
        if (_phase == Phase.BelowThreshold && Safe >= Threshold && _state.Totals.Live >= _state.Options.SafeModeMinDataNodes)
        {
            _phase = Phase.Extension;
            _reachedAt = now.MonotonicMilliseconds;
        }

        var extension = Total == 0 || (Safe == Total && _state.Options.SafeModeLeavesWhenComplete) ? 0 : _state.Options.SafeModeExtension;
        if (_phase == Phase.Extension && BytesInFuture == 0 && now.MonotonicMilliseconds - _reachedAt >= extension)
        {
            Leave(now);
            return true;
        }

        return false;
    }

    /// <summary>By hand. Leaving also ends start-up safe mode.</summary>
    /// <returns>True when start-up safe mode has just ended.</returns>
    public bool Set(Now now, bool on)
    {
        _manual = on;
        if (on || !IsStartup)
        {
            _state.Notes.Add(on ? "Safe mode is on, by hand." : "Safe mode is off.");
            return false;
        }

        BytesInFuture = 0;
        Leave(now);
        return true;
    }

    /// <summary>Why it is on and what ends it.</summary>
    public string Tip(Now now) =>
        _manual ? "It was turned on manually. " + HowToLeave
        : _phase == Phase.Off ? "Safe mode is off."
        : BlocksPart() + NodesPart() + EndPart(now);

    private void Leave(Now now)
    {
        var seconds = (now.MonotonicMilliseconds - _startedAt) / 1000;
        _phase = Phase.Off;
        _state.Notes.Add(
            $"Safe mode is off after {seconds} s: {Safe} of {Total} blocks reported by {_state.Totals.Live} DataNodes on {_state.Topology.RackCount} racks.");
    }

    private string BlocksPart()
    {
        var threshold = _state.Options.SafeModeThreshold.ToString("F4", CultureInfo.InvariantCulture);
        return Safe < Threshold
            ? $"The reported blocks {Safe} needs additional {Threshold - Safe} blocks to reach the threshold {threshold} of total blocks {Total}.\n"
            : $"The reported blocks {Safe} has reached the threshold {threshold} of total blocks {Total}. ";
    }

    private string NodesPart()
    {
        var wanted = _state.Options.SafeModeMinDataNodes;
        var live = _state.Totals.Live;
        return wanted == 0 ? "The minimum number of live datanodes is not required. "
            : Safe < Threshold ? "The number of live datanodes is not calculated since reported blocks hasn't reached the threshold. "
            : live < wanted
                ? $"The number of live datanodes {live} needs an additional {wanted - live} live datanodes to reach the minimum number {wanted}.\n"
                : $"The number of live datanodes {live} has reached the minimum number {wanted}. ";
    }

    private string EndPart(Now now)
    {
        if (BytesInFuture > 0)
        {
            return $"DataNodes have {BytesInFuture} byte(s) in blocks newer than anything this NameNode knows: its metadata may be an old copy. "
                + "Start it with the newest metadata, or use \"hdfs dfsadmin -safemode leave\" to go on and lose those blocks.";
        }

        var left = Math.Max(0, _reachedAt + _state.Options.SafeModeExtension - now.MonotonicMilliseconds) / 1000;
        return _phase == Phase.Extension
            ? $"In safe mode extension. Safe mode will be turned off automatically in {left} seconds."
            : "Safe mode will be turned off automatically once the thresholds have been reached.";
    }
}
