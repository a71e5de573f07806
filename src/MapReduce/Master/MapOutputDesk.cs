using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The list of map outputs that reduces follow: it only grows, a lost output is an entry more. Used by the master's loop.
/// </summary>
internal sealed class MapOutputDesk(JobBoard board)
{
    /// <summary>Entries of one answer.</summary>
    private const int MaxTold = 10_000;

    private readonly List<MapOutputProto> _outputs = [];
    private readonly Dictionary<AttemptRef, MapOutputProto> _ready = [];
    private readonly Dictionary<AttemptRef, (string Host, int Port)> _recovered = [];

    /// <summary>Done before the answer came that their container was started, which says the port.</summary>
    private readonly List<AttemptRef> _held = [];

    private readonly List<(TaskCompletionSource<MapOutputsResponseProto> Answer, int From, long Since)> _polls = [];

    /// <summary>Where an earlier master saw an output.</summary>
    internal void Recovered(AttemptRef attempt, string host, int port) => _recovered[attempt] = (host, port);

    internal void Ready(AttemptRef attempt, GrantedContainers? containers)
    {
        var (host, port) = _recovered.GetValueOrDefault(attempt);
        if (host is null)
        {
            var record = board.Find(attempt)!;
            if (containers?.Find(record.Container) is { IsAnswered: false })
            {
                _held.Add(attempt);
                return;
            }

            (host, port) = (record.Host, containers?.Find(record.Container)?.ShufflePort ?? 0);
        }

        Tell(attempt, host, port);
    }

    /// <summary>A container's node has said where its outputs are served, after a map there was done perhaps.</summary>
    internal void PortKnown(string container, int port)
    {
        foreach (var attempt in _held.FindAll(a => board.Find(a)!.Container == container))
        {
            _held.Remove(attempt);
            Tell(attempt, board.Find(attempt)!.Host, port);
        }
    }

    internal void Lost(AttemptRef attempt)
    {
        _held.Remove(attempt);
        if (_ready.Remove(attempt, out var ready))
        {
            Add(new MapOutputProto(ready) { Lost = true });
        }
    }

    internal void Ask(int from, long now, TaskCompletionSource<MapOutputsResponseProto> answer)
    {
        _polls.Add((answer, from, now));
        Answer(static _ => false);
    }

    internal void AnswerOld(long before) => Answer(since => since < before);

    private void Tell(AttemptRef attempt, string host, int port) =>
        Add(_ready[attempt] = new MapOutputProto { Map = JobBoard.ToMessage(attempt), Host = host, Port = port, Lost = false });

    private void Add(MapOutputProto output)
    {
        _outputs.Add(output);
        Answer(static _ => false);
    }

    private void Answer(Func<long, bool> isOld)
    {
        for (var i = _polls.Count - 1; i >= 0; i--)
        {
            var (answer, from, since) = _polls[i];
            if (from < _outputs.Count || isOld(since))
            {
                _polls.RemoveAt(i);
                var told = new MapOutputsResponseProto();
                told.Outputs.AddRange(_outputs.Skip(from).Take(MaxTold));
                answer.SetResult(told);
            }
        }
    }
}
