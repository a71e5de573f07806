using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Simulation.Tests.Hdfs.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>The NameNode refused.</summary>
internal sealed class RefusedException(HdfsError error, string message) : Exception(message)
{
    public HdfsError Error { get; } = error;
}

/// <summary>No answer came: whether the call was carried out is not known.</summary>
internal sealed class NoAnswerException(string message) : Exception(message);

/// <summary>Calls of one process to the NameNode over one connection; after a time-out over a new one, with the same call.</summary>
internal sealed class NameNodeProxy(AsyncActor actor, HdfsCluster cluster)
{
    private readonly Dictionary<long, Promise<RpcAnswer?>> _waiting = [];
    private Connection? _connection;

    /// <summary>Makes a call.</summary>
    /// <param name="input">With a ticket of its own.</param>
    /// <param name="attempts">How often it is sent at most.</param>
    /// <param name="timeout">Milliseconds that each attempt waits.</param>
    /// <exception cref="RefusedException">The NameNode refused.</exception>
    /// <exception cref="NoAnswerException">None of the attempts was answered.</exception>
    public async Task<object?> AskAsync(NameNodeInput input, int attempts, long timeout)
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
                return answer.Error is { } error ? throw new RefusedException(error, answer.Message!) : answer.Result;
            }
        }

        throw new NoAnswerException($"the NameNode did not answer {input.GetType().Name}");
    }

    private async Task<RpcAnswer?> AttemptAsync(NameNodeInput input, long timeout)
    {
        var connection = _connection ??= Open();
        var promise = new Promise<RpcAnswer?>();
        _waiting[input.Ticket] = promise;
        connection.Send(new RpcRequest(input));
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
        var connection = actor.Wire.Open(HdfsCluster.NameNode);
        connection.OnPayload = payload =>
        {
            var answer = (RpcAnswer)payload;
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
