using Hathi.Hadoop.Rpc;
using Hathi.Log;
using Hathi.Platform.Disk;
using static Hathi.Rpc.Tests.Engine.CountingInput.Kinds;

namespace Hathi.Rpc.Tests.Engine;

/// <summary>What an engine does with a core that fails, with a log that fills up, and at its end.</summary>
public sealed class CoreEngineTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly DurableLogOptions s_small = new() { AllocationBytes = 0, MaxRecordBytes = 100, MaxPendingBytes = 10 };
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-engine-");
    private readonly DurableLog _log;
    private readonly RecordingLog _said = new();
    private readonly CountingCore _core = new();
    private readonly CountingEngine _engine;

    public CoreEngineTests()
    {
        _log = DurableLog.Create(RealDisk.Instance, Path.Join(_root.FullName, "log"), Guid.NewGuid(), s_small);
        _engine = new CountingEngine(_core, _log, _said);
    }

    public void Dispose()
    {
        _log.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task A_call_that_fails_before_it_has_changed_anything_is_refused_and_the_next_is_taken()
    {
        Assert.Equal(1L, await _engine.AskAsync(Add));
        var fault = await Assert.ThrowsAsync<RpcFault>(async () => await _engine.AskAsync(FailBefore));
        Assert.Equal(
            (JavaErrors.Runtime, "Counting".Length > 0),
            (fault.JavaClass, fault.Message.Contains("InvalidOperationException: before", StringComparison.Ordinal)));
        Assert.Equal(2L, await _engine.AskAsync(Add));
        Assert.False(_engine.Failed.IsCompleted);
        Assert.Contains("by alice at 10.0.0.7", Assert.Single(_said.Lines).Text, StringComparison.Ordinal);
        await _engine.StopAsync();
        Assert.Equal(2, _log.DurableIndex);
    }

    [Fact]
    public async Task A_call_that_fails_again_and_again_does_not_fill_the_log()
    {
        for (var i = 0; i < 1_000; i++)
        {
            await Assert.ThrowsAsync<RpcFault>(async () => await _engine.AskAsync(FailBefore));
        }

        Assert.Single(_said.Lines);
        await _engine.StopAsync();
    }

    [Fact]
    public async Task A_call_that_fails_in_the_middle_of_a_change_stops_the_engine_and_nobody_waits_for_ever()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _engine.AskAsync(FailInside).AsTask().WaitAsync(s_patience));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _engine.Failed.WaitAsync(s_patience));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _engine.AskAsync(Read).AsTask().WaitAsync(s_patience));
        await _engine.StopAsync().WaitAsync(s_patience);
    }

    [Fact]
    public async Task Of_the_ticks_that_come_while_a_step_lasts_one_is_stepped()
    {
        const int Missed = 50;
        var interval = TimeSpan.FromMilliseconds(1);
        using var holds = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        _core.OnHold = () =>
        {
            holds.Set();
            Assert.True(goesOn.Wait(Patience.Limit));
        };
        _engine.Run(interval);
        var holding = Task.Run(async () => await _engine.AskAsync(Hold));
        Assert.True(holds.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        var before = _core.Ticks;
        using (var timer = new PeriodicTimer(interval))
        {
            for (var i = 0; i < Missed; i++)
            {
                await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }
        }

        var read = _engine.AskAsync(ReadTicks).AsTask();
        goesOn.Set();
        Assert.InRange(await read.WaitAsync(s_patience), before, before + 1);
        await holding.WaitAsync(s_patience);
        Patience.Until(() => _core.Ticks > before + 1); // they go on
        await _engine.StopAsync();
    }

    [Fact]
    public async Task Who_asks_while_it_stops_is_answered_or_told()
    {
        for (var round = 0; round < 100; round++)
        {
            using var log = DurableLog.Create(RealDisk.Instance, Path.Join(_root.FullName, $"log-{round}"), Guid.NewGuid(), s_small);
            var engine = new CountingEngine(new CountingCore(), log, _said);
            using var begin = new ManualResetEventSlim();
            var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                begin.Wait();
                try
                {
                    while (true)
                    {
                        await engine.AskAsync(Add);
                    }
                }
                catch (OperationCanceledException)
                {
                    // told
                }
            })).ToArray();
            begin.Set();
            await engine.AskAsync(Add);
            await engine.StopAsync().WaitAsync(s_patience);
            await Task.WhenAll(asking).WaitAsync(s_patience);
        }

        await _engine.StopAsync();
    }

    [Fact]
    public async Task Who_was_answered_may_stop_it_ask_much_more_and_wait_for_the_answers()
    {
        // The answer to an edit is let go by the thread that commits; what is done with it here needs that thread.
        await Task.Run(async () =>
        {
            await _engine.AskAsync(Add).ConfigureAwait(false);
            for (var i = 0; i < 100; i++)
            {
                _engine.Tell(new CountingInput(Add));
                var answer = _engine.AskAsync(Add).AsTask();
                Assert.True(answer.Wait(Patience.Limit, TestContext.Current.CancellationToken));
                await _engine.AskAsync(Add).ConfigureAwait(false);
            }

            await _engine.StopAsync().ConfigureAwait(false);
        }).WaitAsync(s_patience);
        Assert.Equal(301, _log.DurableIndex);
    }

    [Fact]
    public async Task When_the_log_fails_nobody_waits_for_ever()
    {
        await _engine.AskAsync(Add);
        _log.Dispose();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _engine.AskAsync(Add).AsTask().WaitAsync(s_patience));
        await Assert.ThrowsAsync<LogFailedException>(() => _engine.Failed.WaitAsync(s_patience));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _engine.AskAsync(Read).AsTask().WaitAsync(s_patience));
        await _engine.StopAsync().WaitAsync(s_patience);
    }
}
