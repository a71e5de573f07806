using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks.SafeModes;

/// <summary>
/// Safe mode: at start until enough blocks have been reported, and by hand (BlockManagerSafeMode, FSNamesystem.getSafeModeTip).
/// A block counts when it is complete; it is safe when it has <see cref="BlockManagerOptions.MinReplication"/> live replicas.
/// </summary>
internal sealed class SafeMode(ClusterState state)
{
    private const string HowToLeave = "Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off.";

    private readonly ClusterState _state = state;

    // Handles of blocks that were being written and that no node has told of yet; empty when start-up safe mode is over.
    private readonly HashSet<int> _openUnreported = [];
    private Phase _phase = Phase.Loading;
    private long _reachedAt;
    private long _startedAt;
    private long _extensionCutUntil = long.MinValue;
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

    /// <summary>Bytes of replicas that no file owns and whose id or generation stamp the name space has never given out.</summary>
    public long BytesInFuture { get; private set; }

    public bool IsOn => _manual || _phase != Phase.Off;

    /// <summary>Of start-up, not by hand.</summary>
    public bool IsStartup => _phase != Phase.Off;

    private long Threshold => (long)(Total * (double)_state.Options.SafeModeThreshold);

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
        if (IsStartup && (replica.GenerationStamp > _state.Owner.NewestGenerationStamp || replica.Id > _state.Owner.NewestBlockId))
        {
            // Lengths are what nodes say: none takes away from the sum, and none carries it over.
            BytesInFuture += Math.Clamp(replica.Length, 0, long.MaxValue - BytesInFuture);
        }
    }

    /// <summary>A node has told of a block that is being written, or the block is gone.</summary>
    public void SawOpen(int handle) => _openUnreported.Remove(handle);

    public void StartupComplete(Now now)
    {
        _startedAt = now.MonotonicMilliseconds;
        _openUnreported.UnionWith(_state.Open.Keys);
        _phase = Phase.BelowThreshold;
        Check(now);
    }

    /// <summary>Looks whether start-up safe mode ends. Cheap; called after each report and each tick.</summary>
    /// <returns>True when it has just ended.</returns>
    public bool Check(Now now)
    {
        var isReached = Safe >= Threshold && _state.Totals.Live >= _state.Options.SafeModeMinDataNodes;
        if (_phase == Phase.BelowThreshold && isReached)
        {
            _phase = Phase.Extension;
            _reachedAt = now.MonotonicMilliseconds;
        }

        // A file that was being written counts here though not for the threshold: without its last block it would read short.
        var isAllThere = Safe == Total && _openUnreported.Count == 0;
        var extension = isAllThere && (Total == 0 || _state.Options.SafeModeLeavesWhenComplete) ? 0 : _state.Options.SafeModeExtension;
        if (_phase == Phase.Extension && isReached && BytesInFuture == 0 && now.MonotonicMilliseconds - _reachedAt >= extension)
        {
            if (isAllThere && Total > 0)
            {
                _extensionCutUntil = _reachedAt + _state.Options.SafeModeExtension;
            }

            EndStartup(now);
            return true;
        }

        return false;
    }

    /// <summary>
    /// True while the extension would still run that <see cref="BlockManagerOptions.SafeModeLeavesWhenComplete"/> has cut short:
    /// nodes that came up with the NameNode may be about to register.
    /// </summary>
    public bool NodesMayStillCome(Now now) => now.MonotonicMilliseconds < _extensionCutUntil;

    /// <summary>On by hand, until <see cref="Leave"/>.</summary>
    public void Enter()
    {
        _manual = true;
        _state.Notes.Add("Safe mode is on, by hand.");
    }

    /// <summary>
    /// Off by hand, start-up safe mode too; refused where replicas would be lost that are newer than the name space
    /// (BlockManagerSafeMode.leaveSafeMode).
    /// </summary>
    /// <param name="now">The time of this step.</param>
    /// <param name="force">Lose them.</param>
    /// <returns>True when start-up safe mode has just ended.</returns>
    public bool Leave(Now now, bool force)
    {
        if (BytesInFuture > 0 && !force)
        {
            _state.Notes.Add(
                $"Safe mode stays on: to leave it would delete {BytesInFuture} byte(s) that are newer than this name space. "
                + "Use \"hdfs dfsadmin -safemode forceExit\" if they may go.");
            return false;
        }

        if (BytesInFuture > 0)
        {
            _state.Notes.Add($"Safe mode is left by force: {BytesInFuture} byte(s) that are newer than this name space will be deleted.");
            BytesInFuture = 0;
        }

        _manual = false;
        if (IsStartup)
        {
            EndStartup(now);
            return true;
        }

        _state.Notes.Add("Safe mode is off.");
        return false;
    }

    /// <summary>Why it is on and what ends it.</summary>
    public string Tip(Now now) =>
        _manual ? "It was turned on manually. " + HowToLeave
        : _phase == Phase.Off ? "Safe mode is off."
        : BlocksPart() + NodesPart() + EndPart(now);

    private void EndStartup(Now now)
    {
        var seconds = (now.MonotonicMilliseconds - _startedAt) / 1000;
        _phase = Phase.Off;
        _openUnreported.Clear();
        _state.Notes.Add(
            $"Safe mode is off after {seconds} s: {Safe} of {Total} blocks reported by {_state.Totals.Live} DataNodes on "
            + $"{_state.Topology.RackCount} racks.");
    }

    private string BlocksPart()
    {
        var threshold = _state.Options.SafeModeThreshold.ToString("F4", CultureInfo.InvariantCulture);
        return Safe < Threshold
            ? $"The reported blocks {Safe} needs additional {Threshold - Safe} blocks to reach the threshold {threshold} of total blocks "
                + $"{Total}.\n"
            : $"The reported blocks {Safe} has reached the threshold {threshold} of total blocks {Total}. ";
    }

    private string NodesPart()
    {
        var wanted = _state.Options.SafeModeMinDataNodes;
        var live = _state.Totals.Live;
        return wanted == 0 ? "The minimum number of live datanodes is not required. "
            : Safe < Threshold ? "The number of live datanodes is not calculated since reported blocks hasn't reached the threshold. "
            : live < wanted
                ? $"The number of live datanodes {live} needs an additional {wanted - live} live datanodes to reach the minimum number "
                    + $"{wanted}.\n"
                : $"The number of live datanodes {live} has reached the minimum number {wanted}. ";
    }

    private string EndPart(Now now)
    {
        if (BytesInFuture > 0)
        {
            return "Name node detected blocks with generation stamps in future. This means that Name node metadata is inconsistent. "
                + "This can happen if Name node metadata files have been manually replaced. "
                + $"Exiting safe mode will cause loss of {BytesInFuture} byte(s). Please restart name node with right metadata or use "
                + "\"hdfs dfsadmin -safemode forceExit\" if you are certain that the NameNode was started with the correct FsImage and "
                + "edit logs. If you encountered this during a rollback, it is safe to exit with -safemode forceExit.";
        }

        var left = Math.Max(0, _reachedAt + _state.Options.SafeModeExtension - now.MonotonicMilliseconds) / 1000;
        return _phase == Phase.Extension
            ? $"In safe mode extension. Safe mode will be turned off automatically in {left} seconds."
            : "Safe mode will be turned off automatically once the thresholds have been reached.";
    }
}
