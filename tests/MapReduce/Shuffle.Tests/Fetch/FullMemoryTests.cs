using System.Text;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Shuffle.Fetch;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.Records;
using Hathi.Records.Serialization;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>Reduces whose memory has no room for what comes, or whose disk does not take it.</summary>
public sealed class FullMemoryTests : FetchTests
{
    private const int Nodes = 3;
    private const long Memory = 4 << 20;

    // Of so large outputs four have room, and twenty are more than the buffers of a connection.
    private const int ValueBytes = 900_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly ManualResetEventSlim s_mayMerge = new();

    [Fact]
    public async Task A_reduce_that_merges_keeps_no_node_waiting_and_blames_none()
    {
        const int Maps = 60;
        WriteLarge(Maps);
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new RecordingLog(line => _ = line.Level == LogLevel.Debug && cut.TrySetResult());
        var services = Enumerable.Range(0, Nodes).Select(_ => Start(log)).ToArray();
        try
        {
            var master = new Master([.. Enumerable.Range(0, Maps)
                .Select(m => new MapOutputPlace(Map(m), "127.0.0.1", services[m % Nodes].Address.Port, IsLost: false))]);
            var state = State(new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Combine<Patient>().Reduce<R>());
            var fetching = RunAsync(state, Maps, master, new FetchOptions { MemoryBytes = Memory });

            // While the merge waits for this, an answer under way is ended by the reduce, not by the node.
            var ended = await Task.WhenAny(cut.Task, fetching).WaitAsync(s_patience);
            s_mayMerge.Set();
            await ended;
            await fetching;
            Assert.Equal(Maps, state.Counters[TaskCounter.ShuffledMaps].Value);
            Assert.Equal(0, state.Counters[TaskCounter.FailedShuffle].Value);
            Assert.Empty(master.Reported);
        }
        finally
        {
            s_mayMerge.Set();
            await Task.WhenAll(services.Select(static s => s.DisposeAsync().AsTask()));
        }
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public async Task A_share_of_memory_that_is_never_reached_keeps_no_output_waiting(double mergeShare)
    {
        const int Maps = 12;
        WriteLarge(Maps);
        var master = new Master([.. Enumerable.Range(0, Maps).Select(m => Place(Map(m)))]);
        var state = State();
        await RunAsync(state, Maps, master, new FetchOptions { MemoryBytes = Memory, MergeShare = mergeShare });
        Assert.Equal(Maps, state.Counters[TaskCounter.ShuffledMaps].Value);
        Assert.Empty(master.Reported);
    }

    [Fact]
    public async Task A_disk_that_keeps_nothing_and_gives_nothing_back_is_told_and_no_node_blamed()
    {
        WriteLarge(1);
        var state = State();

        // Can be neither written nor deleted as a file.
        var path = Directory.CreateDirectory(Path.Combine(state.Directory, "fetched1.out")).FullName;
        var master = new Master([Place(Map(0))]);
        var failed = await Assert.ThrowsAsync<TaskIOException>(() => RunAsync(state, 1, master, new FetchOptions { MemoryBytes = 10 }));
        Assert.Contains($"cannot be kept in {path}", failed.Message, StringComparison.Ordinal);
        Assert.Empty(master.Reported);
    }

    private void WriteLarge(int maps)
    {
        var value = new byte[VInt.Size(ValueBytes) + ValueBytes];
        value.AsSpan().Fill((byte)'x');
        VInt.Write(value, ValueBytes);
        for (var map = 0; map < maps; map++)
        {
            var key = Encoding.ASCII.GetBytes($"key{map:0000}");
            Write(Map(map), [([(byte)key.Length, .. key], value)], null);
        }
    }

    private async Task RunAsync(TaskState state, int maps, Master master, FetchOptions options)
    {
        using var stop = new CancellationTokenSource(s_patience);
        await new ReduceFetch(state, maps, new TextSerializer().Comparer, Secret, master, options).RunAsync(stop.Token);
    }

    private sealed class Patient : Reducer<Text, Text, Text, Text>
    {
        public override void Reduce(Text key, Values<Text> values, Context context)
        {
            Assert.True(s_mayMerge.Wait(Patience.Limit));
            foreach (var value in values)
            {
                context.Write(key, value);
            }
        }
    }
}
