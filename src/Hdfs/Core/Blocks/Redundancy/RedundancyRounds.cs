using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// When replicas are copied and deleted: from the end of start-up safe mode on, in rounds. Until then they are only counted, for what seems
/// to be missing has mostly not been reported yet.
/// </summary>
internal sealed class RedundancyRounds(ClusterState state, SafeMode safeMode, QueueFiller filler, ReconstructionScheduler scheduler)
{
    private readonly ClusterState _state = state;
    private readonly SafeMode _safeMode = safeMode;
    private readonly QueueFiller _filler = filler;
    private readonly ReconstructionScheduler _scheduler = scheduler;
    private long _last;

    /// <summary>Everything was loaded: safe mode counts from here.</summary>
    public void StartupComplete()
    {
        _state.StartedAt = _state.Now.MonotonicMilliseconds;
        _safeMode.StartupComplete(_state.Now);
        if (!_safeMode.IsStartup && !_state.QueuesInUse)
        {
            Begin();
        }
    }

    /// <summary>Something has been reported, or time has passed: start-up safe mode may end by it.</summary>
    public void CheckSafeMode()
    {
        if (_safeMode.Check(_state.Now))
        {
            Begin();
        }
    }

    /// <summary>Safe mode ends by hand, whatever it was on for.</summary>
    /// <param name="force">See <see cref="SafeMode.Leave"/>.</param>
    public void LeaveSafeMode(bool force)
    {
        if (_safeMode.Leave(_state.Now, force))
        {
            Begin();
        }
    }

    /// <summary>Begins a round when it is time for one, and judges all blocks anew when there are racks since the last tick.</summary>
    public void Tick()
    {
        if (_state.BecameMultiRack && _state.QueuesInUse)
        {
            _state.BecameMultiRack = false;
            _filler.Start();
        }

        if (!_safeMode.IsOn && _state.Now.MonotonicMilliseconds - _last >= _state.Options.RedundancyInterval)
        {
            _last = _state.Now.MonotonicMilliseconds;
            _scheduler.Begin();
        }
    }

    // The nodes that have not reported yet when safe mode ends get a heartbeat's time to, before anything is copied for want of them.
    private void Begin()
    {
        _state.QueuesInUse = true;
        _last = _state.Now.MonotonicMilliseconds + _state.Options.HeartbeatInterval;
        _filler.Start();
    }
}
