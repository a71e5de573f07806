using Hathi.Simulation.Tests.Hdfs.Runtime;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>The ResourceManager refused.</summary>
internal sealed class RmRefusedException(RmError error, string message) : Exception(message)
{
    public RmError Error { get; } = error;
}

/// <summary>No answer came: whether the call was carried out is not known.</summary>
internal sealed class RmSilentException(string message) : Exception(message);

/// <summary>Calls of one process to the ResourceManager over one connection; after a time-out over a new one, with the same call.</summary>
internal sealed class RmProxy(AsyncActor actor, YarnCluster cluster)
{
    private readonly Dictionary<long, Promise<RmAnswer?>> _waiting = [];
    private Connection? _connection;

    /// <summary>Makes a call.</summary>
    /// <exception cref="RmRefusedException">The ResourceManager refused.</exception>
    /// <exception cref="RmSilentException">None of the attempts was answered.</exception>
    public async Task<object?> AskAsync(RmInput input, int attempts, long timeout)
    {
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            if (attempt > 1)
            {
                cluster.World.Report.Add("calls sent again", 1);
                await actor.Delay(actor.Random.Next(20, 400));
            }

            if (await AttemptAsync(input, timeout).ConfigureAwait(false) is { } answer)
            {
                cluster.Ledger.Acknowledge(answer.Index);
                return answer.Error is { } error ? throw new RmRefusedException(error, answer.Message!) : answer.Result;
            }
        }

        throw new RmSilentException($"the ResourceManager did not answer {input.GetType().Name}");
    }

    private async Task<RmAnswer?> AttemptAsync(RmInput input, long timeout)
    {
        var connection = _connection ??= Open();
        var promise = new Promise<RmAnswer?>();
        _waiting[input.Ticket] = promise;
        connection.Send(new RmCall(input));
        var timer = actor.After(timeout, "rpc timeout", () => promise.Set(null));
        var answer = await promise;
        timer.Cancel();
        _waiting.Remove(input.Ticket);
        if (answer is null)
        {
            Drop(connection);
        }

        return answer;
    }

    private Connection Open()
    {
        var connection = actor.Wire.Open(YarnCluster.ResourceManager);
        connection.OnPayload = payload =>
        {
            var answer = (RmAnswer)payload;
            if (_waiting.TryGetValue(answer.Ticket, out var promise))
            {
                promise.Set(answer);
            }
        };
        connection.OnEnd = () => Drop(connection);
        return connection;
    }

    // All that wait on the connection try again on another.
    private void Drop(Connection connection)
    {
        if (_connection == connection)
        {
            _connection = null;
            connection.Close();
            foreach (var promise in _waiting.Values.ToArray())
            {
                promise.Set(null);
            }
        }
    }
}
