using Hathi.Base.Cores;

namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>No answer came: whether the call was carried out is not known.</summary>
internal sealed class NoAnswerException(string message) : Exception(message);

/// <summary>A call to a Core on its way.</summary>
/// <param name="Number">Its own, and that of its answer.</param>
/// <param name="Input">What is called.</param>
internal record CoreRequest<TInput>(long Number, TInput Input);

/// <summary>An answer of a Core on its way.</summary>
/// <param name="Number">Of the call.</param>
/// <param name="Fault">Why it was refused; null: it was not.</param>
/// <param name="Result">The answer.</param>
/// <param name="Index">Newest edit when it was made: all up to there must be durable.</param>
internal record CoreAnswer(long Number, CoreFault? Fault, object? Result, long Index);

/// <summary>
/// Calls of one process to the server of a Core over one connection; after a time-out over a new one, with the same call.
/// </summary>
/// <param name="actor">Who calls.</param>
/// <param name="world">Counts calls that are sent again.</param>
/// <param name="server">The process that is called.</param>
/// <param name="acknowledge">Takes the index of each answer: what it tells of must be there for good.</param>
internal abstract class CoreProxy<TInput>(AsyncActor actor, World world, string server, Action<long> acknowledge)
{
    private readonly Dictionary<long, Promise<CoreAnswer?>> _waiting = [];
    private Connection? _connection;

    /// <summary>Makes a call.</summary>
    /// <param name="input">What is called.</param>
    /// <param name="attempts">How often it is sent at most.</param>
    /// <param name="timeout">Milliseconds that each attempt waits.</param>
    /// <exception cref="CoreFault">The server refused.</exception>
    /// <exception cref="NoAnswerException">None of the attempts was answered.</exception>
    public async Task<object?> AskAsync(TInput input, int attempts, long timeout)
    {
        var call = RequestOf(input);
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            if (attempt > 1)
            {
                world.Report.Add("calls sent again", 1);
                await actor.Delay(actor.Random.Next(20, 400));
            }

            if (await AttemptAsync(call, timeout).ConfigureAwait(false) is { } answer)
            {
                acknowledge(answer.Index);
                return answer.Fault is { } fault ? throw fault : answer.Result;
            }
        }

        throw new NoAnswerException($"{server} did not answer {call}");
    }

    /// <summary>The call with a number of its own.</summary>
    protected abstract CoreRequest<TInput> RequestOf(TInput input);

    private async Task<CoreAnswer?> AttemptAsync(CoreRequest<TInput> call, long timeout)
    {
        var connection = _connection ??= Open();
        var promise = new Promise<CoreAnswer?>();
        _waiting[call.Number] = promise;
        connection.Send(call);
        var timer = actor.After(timeout, "rpc timeout", () => promise.Set(null));
        var answer = await promise;
        timer.Cancel();
        _waiting.Remove(call.Number);
        if (answer is null)
        {
            Drop(connection);
        }

        return answer;
    }

    private Connection Open()
    {
        var connection = actor.Wire.Open(server);
        connection.OnPayload = payload =>
        {
            var answer = (CoreAnswer)payload;
            if (_waiting.TryGetValue(answer.Number, out var promise))
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
