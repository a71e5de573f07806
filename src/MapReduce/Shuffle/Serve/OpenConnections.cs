using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// The connections of the shuffle, at most so many. When there are too many, the one goes that has been idle for longest: who opens them
/// all and asks for nothing, or a byte now and then, keeps no reducer out. Answers that are not read keep their places, so there is a
/// share: answers of one job take a number of times what is left for others, those of one user, who may have many jobs, twice as much. A
/// job that is alone has nearly all; as soon as another comes it gets no new place until both have as many. Any thread.
/// </summary>
/// <param name="limit">Open at once.</param>
internal sealed class OpenConnections(int limit)
{
    /// <summary>
    /// Of a job's answers for each place that is left: seven of eight places for one that is alone, and something for each newcomer,
    /// however many came before.
    /// </summary>
    private const int OfJobForEachLeft = 7;

    private const int OfUserForEachLeft = 15;

    private readonly Lock _gate = new();
    private readonly HashSet<ShuffleConnection> _open = [];

    /// <summary>Those that wait for a request, the longest wait first.</summary>
    private readonly LinkedList<ShuffleConnection> _waiting = [];

    private readonly Dictionary<ShuffleConnection, LinkedListNode<ShuffleConnection>> _places = [];

    /// <summary>Those that are answered.</summary>
    private readonly Dictionary<ShuffleConnection, ShuffleJob> _answered = [];

    private readonly Dictionary<(string User, string Job), int> _ofJob = [];
    private readonly Dictionary<string, int> _ofUser = new(StringComparer.Ordinal);

    /// <summary>Takes one in, which waits from now on.</summary>
    /// <param name="connection">The newcomer.</param>
    /// <param name="idle">Has lost its place to it, and is to be cut; null: none had to.</param>
    /// <returns>False: all are being answered, and this one is too many.</returns>
    public bool TryAdd(ShuffleConnection connection, out ShuffleConnection? idle)
    {
        idle = null;
        lock (_gate)
        {
            if (_open.Count >= limit)
            {
                if (!TryFindIdle(out idle))
                {
                    return false;
                }

                Forget(idle);
            }

            _open.Add(connection);
            _places[connection] = _waiting.AddLast(connection);
            return true;
        }
    }

    /// <summary>Its request is known to be of a job.</summary>
    /// <returns>False: the job, or its user, has its share of the places, and others are to get theirs.</returns>
    public bool TryAnswer(ShuffleConnection connection, ShuffleJob job)
    {
        lock (_gate)
        {
            if (!_open.Contains(connection))
            {
                return true; // Cut: its socket says so.
            }

            var key = (job.User, job.ApplicationId);
            var (ofJob, ofUser) = (_ofJob.GetValueOrDefault(key), _ofUser.GetValueOrDefault(job.User));
            var left = (long)limit - _answered.Count;
            if (ofJob >= OfJobForEachLeft * left || ofUser >= OfUserForEachLeft * left)
            {
                return false;
            }

            _ofJob[key] = ofJob + 1;
            _ofUser[job.User] = ofUser + 1;
            _answered[connection] = job;
            return true;
        }
    }

    /// <summary>It has answered, and waits for the next request, or for its end.</summary>
    public void Wait(ShuffleConnection connection)
    {
        lock (_gate)
        {
            EndAnswer(connection);
            if (_open.Contains(connection) && !_places.ContainsKey(connection))
            {
                _places[connection] = _waiting.AddLast(connection);
            }
        }
    }

    /// <summary>A request has come.</summary>
    public void Begin(ShuffleConnection connection)
    {
        lock (_gate)
        {
            Leave(connection);
        }
    }

    /// <summary>It has ended.</summary>
    public void Remove(ShuffleConnection connection)
    {
        lock (_gate)
        {
            Forget(connection);
        }
    }

    // Whose request has come, and was not read yet, is not idle.
    private bool TryFindIdle([NotNullWhen(true)] out ShuffleConnection? idle)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (!node.Value.HasUnread)
            {
                idle = node.Value;
                return true;
            }
        }

        idle = null;
        return false;
    }

    private void Forget(ShuffleConnection connection)
    {
        _open.Remove(connection);
        EndAnswer(connection);
        Leave(connection);
    }

    private void EndAnswer(ShuffleConnection connection)
    {
        if (_answered.Remove(connection, out var job))
        {
            Decrement(_ofJob, (job.User, job.ApplicationId));
            Decrement(_ofUser, job.User);
        }
    }

    private static void Decrement<T>(Dictionary<T, int> counts, T key)
        where T : notnull
    {
        if (--CollectionsMarshal.GetValueRefOrNullRef(counts, key) == 0)
        {
            counts.Remove(key);
        }
    }

    private void Leave(ShuffleConnection connection)
    {
        if (_places.Remove(connection, out var place))
        {
            _waiting.Remove(place);
        }
    }
}
