using Google.Protobuf;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Rpc;

namespace Hathi.MapReduce.Master;

/// <summary>Answers the clients that watch the job, at most every so often. Used by the master's loop.</summary>
internal sealed class WatchDesk(Func<long, WatchResponseProto> tell)
{
    /// <summary>How often a client is told of changes.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<(TaskCompletionSource<WatchResponseProto> Answer, long Seen, long Since)> _polls = [];
    private readonly TaskCompletionSource _endTold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? _abandoned;

    /// <summary>Somebody watches.</summary>
    internal bool Any => _polls.Count > 0;

    /// <summary>A client has heard how the job ended.</summary>
    internal Task EndTold => _endTold.Task;

    internal static RpcProtocol Protocol(JobMaster master) => new RpcProtocol(ProtocolNames.Watch, (long)ProtocolNames.Version)
        .Add("watch", WatchRequestProto.Parser, async (request, _) => await master.AskAsync<WatchResponseProto>(answer => master.Watchers.Ask(request.Seen, master, answer)).ConfigureAwait(false))
        .Add("kill", EndJobRequestProto.Parser, async (request, call) => await KillAsync(master, request, call).ConfigureAwait(false));

    internal void Answer(long version, long now, long oldest)
    {
        for (var i = _polls.Count - 1; i >= 0; i--)
        {
            var (answer, seen, since) = _polls[i];
            if (version > seen || since <= oldest)
            {
                _polls.RemoveAt(i);
                var told = tell(seen);
                answer.SetResult(told);
                if (told.State is not (WatchResponseProto.Types.State.Starting or WatchResponseProto.Types.State.Running))
                {
                    _endTold.TrySetResult();
                }
            }
        }
    }

    /// <summary>This master has no more to tell: who asks, now or later, hears that and asks the ResourceManager for another one.</summary>
    internal void Abandon(string why)
    {
        _abandoned = why;
        foreach (var (answer, _, _) in _polls)
        {
            answer.SetException(new IOException(why));
        }

        _polls.Clear();
    }

    private static async Task<IMessage> KillAsync(JobMaster master, EndJobRequestProto request, RpcCallContext call)
    {
        await master.AskAsync<bool>(answer =>
        {
            master.Step(new JobInput.KillJob($"{request.Message} ({call.User} at {call.Remote.Address})"));
            answer.SetResult(true);
        }).ConfigureAwait(false);
        return new AcknowledgedProto();
    }

    internal void Ask(long seen, JobMaster master, TaskCompletionSource<WatchResponseProto> answer)
    {
        if (_abandoned is { } why)
        {
            answer.SetException(new IOException(why));
            return;
        }

        _polls.Add((answer, seen, master.Time));
        if (master.State != WatchResponseProto.Types.State.Running)
        {
            Answer(long.MaxValue, master.Time, long.MaxValue);
        }
    }
}
