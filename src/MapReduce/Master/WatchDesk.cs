using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Master.Mapping;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>Answers the clients that watch the job, at most every so often. Used by the master's loop.</summary>
internal sealed class WatchDesk(Func<WatchResponseProto> tell, Func<long, IEnumerable<FailureProto>> failures)
{
    /// <summary>How often a client is told of changes.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Clients that are answered in one such interval, those first that wait longest: with more of them each hears less often.
    /// </summary>
    internal const int AtOnce = 64;

    /// <summary>Clients that wait; one more, and the one that waits longest is answered: it asks again.</summary>
    internal const int Most = 1_000;

    private readonly List<(TaskCompletionSource<WatchResponseProto> Answer, long Seen, long Since)> _polls = [];
    private readonly TaskCompletionSource _endTold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? _abandoned;

    /// <summary>Somebody watches.</summary>
    internal bool Any => _polls.Count > 0;

    /// <summary>A client has heard how the job ended.</summary>
    internal Task EndTold => _endTold.Task;

    internal static RpcProtocol Protocol(JobMaster master, JobAccess access) => new RpcProtocol(
        ProtocolNames.Watch, (long)ProtocolNames.Version)
        .Add("watch", WatchRequestProto.Parser, async (request, call) =>
        {
            await access.RequireViewAsync(call).ConfigureAwait(false);
            return await master.AskAsync<WatchResponseProto>(
                answer => master.Watchers.Ask(RequestNumbers.Version(request.Seen), master, answer)).ConfigureAwait(false);
        })
        .Add("kill", EndJobRequestProto.Parser, async (request, call) =>
        {
            await access.RequireModifyAsync(call).ConfigureAwait(false);
            return await KillAsync(master, request, call).ConfigureAwait(false);
        });

    /// <summary>Tells those who have not seen a version, and those who have waited long enough.</summary>
    /// <param name="version">Of what is told.</param>
    /// <param name="oldest">Who has waited since then or longer.</param>
    /// <param name="most">So many at most.</param>
    internal void Answer(long version, long oldest, int most)
    {
        WatchResponseProto? told = null;
        var answered = 0;
        _polls.RemoveAll(poll =>
        {
            if (answered >= most || (version <= poll.Seen && poll.Since > oldest))
            {
                return false;
            }

            answered++;
            Tell(poll.Answer, poll.Seen, told ??= tell());
            return true;
        });
    }

    // What all are told is made once; failures are for those who have not heard of them.
    private void Tell(TaskCompletionSource<WatchResponseProto> answer, long seen, WatchResponseProto told)
    {
        var unheard = failures(seen);
        if (unheard.Any())
        {
            told = told.Clone();
            told.Failures.AddRange(unheard);
        }

        answer.SetResult(told);
        if (told.State is not (WatchResponseProto.Types.State.Starting or WatchResponseProto.Types.State.Running))
        {
            _endTold.TrySetResult();
        }
    }

    /// <summary>This master has no more to tell: who asks, now or later, hears that and asks the ResourceManager for another one.</summary>
    internal void Abandon(string why)
    {
        _abandoned = why;
        foreach (var (answer, _, _) in _polls)
        {
            answer.SetException(new RpcFault(JavaErrors.Io, why));
        }

        _polls.Clear();
    }

    private static async Task<IMessage> KillAsync(JobMaster master, EndJobRequestProto request, RpcCallContext call)
    {
        await master.AskAsync<bool>(answer =>
        {
            master.Step(new JobInput.KillJob($"{RequestTexts.Message(request.Message)} ({call.User} at {call.Remote.Address})"));
            answer.SetResult(true);
        }).ConfigureAwait(false);
        return new AcknowledgedProto();
    }

    internal void Ask(long seen, JobMaster master, TaskCompletionSource<WatchResponseProto> answer)
    {
        if (_abandoned is { } why)
        {
            answer.SetException(new RpcFault(JavaErrors.Io, why));
            return;
        }

        if (_polls.Count >= Most)
        {
            Answer(long.MaxValue, long.MaxValue, 1);
        }

        _polls.Add((answer, seen, master.Time));
        if (master.State != WatchResponseProto.Types.State.Running)
        {
            Answer(long.MaxValue, long.MaxValue, int.MaxValue);
        }
    }
}
