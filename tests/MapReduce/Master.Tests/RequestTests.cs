using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Master.Mapping;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>What requests to a job's master may hold, and what of them is kept and told to others.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private readonly MasterFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private JobMaster _master = null!;
    private RpcServer _server = null!;
    private RpcProtocol[] _protocols = [];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllLinesAsync(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));
        _master = await _fixture.PrepareAsync<CountWords>(1);
        _loop = _master.RunAsync(_stop.Token);
        _protocols = [WatchDesk.Protocol(_master, _fixture.Access), _fixture.Desk.Protocol()];
        _server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), _protocols, new RpcServerOptions(), NullLogger.Instance, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _fixture.DisposeAsync();
    }

    /// <summary>
    /// A message keeps fields that it does not know: an answer with an id for each task or attempt would hold them as often.
    /// </summary>
    [Fact]
    public async Task Nothing_of_a_request_stands_in_an_answer()
    {
        var marker = new byte[2_000];
        Array.Fill(marker, (byte)'x');
        var attempt = new AttemptRef(new TaskRef(TaskType.Map, 0), 0);
        await _master.AskAsync<bool>(answer =>
        {
            _fixture.Board.Ended(
                _fixture.Board.Started(attempt, "container_1700000000000_0001_01_000002", "here", Locality.Node, 1),
                Outcome.Failed,
                "why",
                2);
            answer.SetResult(true);
        }).Patiently();
        var asked = new List<string>();
        foreach (var method in _protocols[1].Methods.Where(
            static m => !m.Name.StartsWith("kill", StringComparison.Ordinal) && !m.Name.StartsWith("fail", StringComparison.Ordinal)))
        {
            asked.Add(method.Name);
            var request = Marked(Filled(method.NewRequest(), attempt), marker);
            Assert.True(request.ToByteArray().AsSpan().IndexOf(marker) > 0);
            var answer = (await CallAsync(ProtocolNames.Client, method.Name, request)).ToByteArray();
            Assert.True(answer.Length > 0, method.Name);
            Assert.True(answer.AsSpan().IndexOf(marker.AsSpan(0, 100)) < 0, method.Name);
        }

        Assert.Contains("getTaskReports", asked);
    }

    /// <summary>It is told to every client, and written to history.</summary>
    [Fact]
    public async Task Of_the_reason_of_a_kill_the_beginning_is_kept()
    {
        await CallAsync(
            ProtocolNames.Watch, "kill", new EndJobRequestProto { Message = new string('x', 3 * RequestLimits.MessageCharacters) });
        await _master.Ended.Patiently();
        Assert.StartsWith("xxx", _master.Message, StringComparison.Ordinal);
        Assert.InRange(_master.Message.Length, RequestLimits.MessageCharacters, RequestLimits.MessageCharacters + 1_000);
    }

    [Fact]
    public void Counters_are_as_many_as_are_kept_for_each_attempt()
    {
        var sent = new CounterSetsProto();
        for (var i = 0; i <= RequestLimits.Counters; i++)
        {
            if (i % 1_000 == 0)
            {
                sent.Groups.Add(new CounterSetProto { Name = $"g{i}" });
            }

            sent.Groups[^1].Counters.Add(new CounterValueProto { Name = $"c{i}", Value = 1 });
        }

        var kept = RequestCounters.Of(sent);
        Assert.Equal(RequestLimits.Counters, kept.Sum(static g => g.Count()));
        Assert.Equal(1, kept["g0", "c0"].Value);
        Assert.DoesNotContain(kept, static g => g.Name == $"g{RequestLimits.Counters}");
    }

    [Fact]
    public void Of_the_names_of_counters_the_beginning_is_kept()
    {
        var sent = new CounterSetsProto { Groups = { new CounterSetProto
        {
            Name = new string('g', 5_000), Counters = { new CounterValueProto { Name = new string('c', 5_000), Value = 3 } },
        } } };
        var group = Assert.Single(RequestCounters.Of(sent));
        Assert.Equal(RequestLimits.CounterNameCharacters, group.Name.Length);
        Assert.Equal((RequestLimits.CounterNameCharacters, 3L), (Assert.Single(group).Name.Length, Assert.Single(group).Value));
    }

    [Fact]
    public void A_map_that_is_named_twice_is_one()
    {
        var ids = new RequestIds(_fixture.Plan.Id, 2, 0);
        var map = new AttemptProto { Type = 0, Task = 1, Number = 0 };
        Assert.Equal([new AttemptRef(new TaskRef(TaskType.Map, 1), 0)], ids.Attempts([map, map.Clone()]));
        Assert.Throws<RpcFault>(() => ids.Attempts([.. Enumerable.Repeat(map, RequestLimits.FailedFetches + 1)]));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(7, 7)]
    [InlineData(long.MaxValue, RequestLimits.AttemptFigure)]
    public void What_attempts_say_to_have_read_adds_up(long told, long taken) => Assert.Equal(taken, RequestNumbers.Figure(told));

    // With the ids that a request must have, and as many events as it may.
    private IMessage Filled(IMessage request, AttemptRef attempt)
    {
        foreach (var field in request.Descriptor.Fields.InFieldNumberOrder())
        {
            object? value = field.FieldType switch
            {
                FieldType.Int32 => field.Name.Contains("max", StringComparison.Ordinal) ? 10 : 0,
                FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[0].Number),
                FieldType.Message when field.MessageType == JobIdProto.Descriptor => JobReports.Id(_fixture.Plan.Id),
                FieldType.Message when field.MessageType == TaskIdProto.Descriptor => JobReports.Id(_fixture.Plan.Id, attempt.Task),
                FieldType.Message when field.MessageType == TaskAttemptIdProto.Descriptor => JobReports.Id(_fixture.Plan.Id, attempt),
                _ => null,
            };
            if (value is not null)
            {
                field.Accessor.SetValue(request, value);
            }
        }

        return request;
    }

    // The message, and each in it, with a field that nobody knows.
    private static IMessage Marked(IMessage message, byte[] marker)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder()
            .Where(static f => f.FieldType == FieldType.Message && !f.IsRepeated))
        {
            if (field.Accessor.GetValue(message) is IMessage inner)
            {
                field.Accessor.SetValue(message, Marked(inner, marker));
            }
        }

        // field 1000, 2,000 bytes
        return message.Descriptor.Parser.ParseFrom([.. message.ToByteArray(), 0xC2, 0x3E, 0xD0, 0x0F, .. marker]);
    }

    private async Task<AcknowledgedProto> CallAsync(string protocol, string method, IMessage request)
    {
        await using var rpc = new RpcClient(new RpcClientOptions(_fixture.Plan.User));
        var name = new RpcProtocolName(protocol, (long)ProtocolNames.Version);
        // keeps any answer, as unknown fields
        return await rpc.CallAsync(
            _server.BoundEndPoint, name, method, request, AcknowledgedProto.Parser, RpcCallOptions.Default, default).Patiently();
    }
}
