namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>The server refused.</summary>
internal sealed class RefusedException<TError>(TError error, string message) : Exception(message)
{
    public TError Error { get; } = error;
}

/// <summary>No answer came: whether the call was carried out is not known.</summary>
internal sealed class NoAnswerException(string message) : Exception(message);

/// <summary>An answer of a Core on its way.</summary>
/// <param name="Call">Number of the call.</param>
/// <param name="Error">Why it was refused; null: it was not.</param>
/// <param name="Message">In words.</param>
/// <param name="Result">The answer.</param>
/// <param name="Index">Newest edit when it was made: all up to there must be durable.</param>
internal record CoreAnswer<TError>(long Call, TError? Error, string? Message, object? Result, long Index)
    where TError : struct;

/// <summary>Calls of one process to the server of a Core over one connection; after a time-out over a new one, with the same call.</summary>
/// <param name="actor">Who calls.</param>
/// <param name="world">Counts calls that are sent again.</param>
/// <param name="server">The process that is called.</param>
/// <param name="acknowledge">Takes the index of each answer: what it tells of must be there for good.</param>
internal abstract class CoreProxy<TError>(AsyncActor actor, World world, string server, Action<long> acknowledge)
    where TError : struct
{
    private readonly Dictionary<long, Promise<CoreAnswer<TError>?>> _waiting = [];
    private Connection? _connection;

    /// <summary>Makes a call.</summary>
    /// <param name="call">What is sent.</param>
    /// <param name="number">Its own.</param>
    /// <param name="attempts">How often it is sent at most.</param>
    /// <param name="timeout">Milliseconds that each attempt waits.</param>
    /// <exception cref="RefusedException{TError}">The server refused.</exception>
    /// <exception cref="NoAnswerException">None of the attempts was answered.</exception>
    protected async Task<object?> AskAsync(object call, long number, int attempts, long timeout)
    {
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            if (attempt > 1)
            {
                world.Report.Add("calls sent again", 1);
                await actor.Delay(actor.Random.Next(20, 400));
            }

            if (await AttemptAsync(call, number, timeout).ConfigureAwait(false) is { } answer)
            {
                acknowledge(answer.Index);
                return answer.Error is { } error ? throw new RefusedException<TError>(error, answer.Message!) : answer.Result;
            }
        }

        throw new NoAnswerException($"{server} did not answer {call}");
    }

    private async Task<CoreAnswer<TError>?> AttemptAsync(object call, long number, long timeout)
    {
        var connection = _connection ??= Open();
        var promise = new Promise<CoreAnswer<TError>?>();
        _waiting[number] = promise;
        connection.Send(call);
        var timer = actor.After(timeout, "rpc timeout", () => promise.Set(null));
        var answer = await promise;
        timer.Cancel();
        _waiting.Remove(number);
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
            var answer = (CoreAnswer<TError>)payload;
            if (_waiting.TryGetValue(answer.Call, out var promise))
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
