using Hathi.MapReduce.Engine;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// Brings a reduce its part of every map's output: hears where they are, fetches from several hosts at a time, tells what cannot be
/// fetched. Source: Apache's Shuffle, ShuffleSchedulerImpl and Fetcher.
/// </summary>
internal sealed class ReduceFetch(TaskState state, int maps, RawComparer order, byte[] secret, IFetchMaster master, FetchOptions options)
{
    /// <summary>The copy is this share of a reduce (Apache's phases: copy, sort, reduce).</summary>
    internal const float CopyShare = 0.33f;

    private readonly PendingHosts _pending = new(options, maps);
    private readonly Lock _lock = new();
    private readonly ReducerHealth _health = new(maps, Environment.TickCount64, options.OwnHost);
    private readonly BusyNotice _busy = new(options.BusyNotice);
    private string _told = "";
    private int _fetched;
    private int _asking;

    /// <summary>Fetches everything.</summary>
    /// <exception cref="OperationCanceledException">The attempt was stopped.</exception>
    /// <exception cref="FetchGivenUpException">It cannot fetch what it needs, and it is not the nodes that have it.</exception>
    internal async Task<IReadOnlyList<Segment>> RunAsync(CancellationToken cancellationToken)
    {
        var outputs = new FetchedOutputs(state, maps, order, options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var fetcher = new HostFetcher(state.Job.Id, state.Attempt.Task.Number, secret, outputs, options);
        Exception? first = null;

        // Whichever fails first says why, and ends the others.
        async Task Guard(Task part)
        {
            try
            {
                await part.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, e, null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        var listening = Guard(ListenAsync(stop.Token));
        var merging = Guard(outputs.MergeAsync(stop.Token));
        await Task.WhenAll(
            Enumerable.Range(0, options.Fetchers).Select(_ => Guard(FetchAsync(fetcher, outputs, stop.Token)))).ConfigureAwait(false);
        outputs.Complete();
        await merging.ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }

        return outputs.Take();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _pending.Add(await master.NextPlacesAsync(cancellationToken).ConfigureAwait(false));

                // Maps may take hours, and each fetch has a time-out of its own.
                state.Tick();
            }
            catch (OperationCanceledException) when (Volatile.Read(ref _fetched) == maps)
            {
                return;
            }
        }
    }

    private async Task FetchAsync(HostFetcher fetcher, FetchedOutputs outputs, CancellationToken cancellationToken)
    {
        while (await TakeHostAsync(outputs, cancellationToken).ConfigureAwait(false) is var (host, wanted))
        {
            var came = 0;
            IReadOnlyList<TaskAttemptId> failed = [];
            try
            {
                var hadRoom = await fetcher.FetchAsync(
                    host, wanted, (map, bytes) => Take(host, map, bytes, ref came), cancellationToken).ConfigureAwait(false);
                failed = came == 0 && hadRoom ? wanted : [];
            }
            catch (HostBusyException e)
            {
                _pending.ReturnBusy(host, e.Pause);
                Tell(host);
                continue;
            }
            catch (Exception e) when (e is IOException and not TaskIOException)
            {
                failed = came == 0 ? wanted : [wanted[Math.Min(came, wanted.Count - 1)]];
            }

            Served(host);
            _pending.Return(host, failed: failed.Count > 0);
            if (failed.Count > 0)
            {
                await FailAsync(host, failed, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Tell(PendingHosts.Host host)
    {
        var left = _pending.Known;
        lock (_lock)
        {
            if (_busy.Busy(host.Key, Environment.TickCount64, left) is { } text)
            {
                state.Status = _told = text;
                options.Log.WriteLine($"{state.Attempt}: {text}");
            }
        }
    }

    private void Served(PendingHosts.Host host)
    {
        lock (_lock)
        {
            _busy.Served(host.Key);
            if (_told.Length > 0 && state.Status == _told)
            {
                state.Status = _told = "";
            }
        }
    }

    // Room first: who has none when the answer comes must end it, and ask once more.
    private async Task<(PendingHosts.Host Host, List<TaskAttemptId> Maps)?> TakeHostAsync(
        FetchedOutputs outputs, CancellationToken cancellationToken)
    {
        await outputs.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        var taken = await _pending.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (taken is null)
        {
            outputs.NothingComes();
        }

        return taken;
    }

    private bool Take(PendingHosts.Host host, TaskAttemptId map, long bytes, ref int came)
    {
        came++;
        if (!_pending.Fetched(host, map))
        {
            return false;
        }

        lock (_lock)
        {
            Interlocked.Increment(ref _fetched);
            state.Counters[TaskCounter.ReduceShuffleBytes].Increment(bytes);
            state.Counters[TaskCounter.ShuffledMaps].Increment();
            state.Bytes += bytes;
            state.Progress = CopyShare * _fetched / Math.Max(1, maps);
            _health.Fetched(Environment.TickCount64, host.Key, map.Task.Number);
        }

        return true;
    }

    // The master first: it is to know also from a reduce that then gives itself up.
    private async Task FailAsync(PendingHosts.Host host, IReadOnlyList<TaskAttemptId> failed, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            state.Counters[TaskCounter.FailedShuffle].Increment();
            state.Counters["Shuffle Errors", "IO_ERROR"].Increment();
        }

        await master.ReportFailuresAsync(failed, cancellationToken).ConfigureAwait(false);
        var known = _pending.Known;
        GivenUp? given;
        lock (_lock)
        {
            given = _health.Failed(Environment.TickCount64, host.Key, [.. failed.Select(static m => (m.Task.Number, m.Number))], known);
        }

        if (given is not null && (!given.IsDoubt || await IsCutOffAsync(cancellationToken).ConfigureAwait(false)))
        {
            throw new FetchGivenUpException(given);
        }
    }

    // One fetcher asks for all; what fails meanwhile will fail again.
    private async Task<bool> IsCutOffAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _asking, 1) != 0)
        {
            return false;
        }

        try
        {
            var keys = _pending.Keys;
            Witnesses witnesses;
            lock (_lock)
            {
                witnesses = _health.Witnesses(keys);
            }

            var reached = CountAsync(witnesses.OthersAsked, anAnswer: false, cancellationToken);
            var alive = CountAsync(witnesses.FailingAsked, anAnswer: true, cancellationToken);
            await Task.WhenAll(reached, alive).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            lock (_lock)
            {
                return _health.IsBorneOut(Environment.TickCount64, witnesses, reached.Result, alive.Result);
            }
        }
        finally
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    private async Task<int> CountAsync(IReadOnlyList<string> hosts, bool anAnswer, CancellationToken cancellationToken)
    {
        var asked = hosts.Select(h => HostProbe.AskAsync(_pending.AddressOf(h), anAnswer, options.ConnectTimeout, cancellationToken));
        return (await Task.WhenAll(asked).ConfigureAwait(false)).Count(static yes => yes);
    }
}
