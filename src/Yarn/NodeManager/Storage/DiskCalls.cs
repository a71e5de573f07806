using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Platform;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// Calls to the node's disks for containers and applications, each on a thread of its own and for a while: a disk that hangs has no end,
/// and holds up whoever asks it. One that hangs is asked nothing more until it answers. Whether it counts as good is for
/// <see cref="DiskHealth"/> to say, which gives it longer. Safe from any thread.
/// </summary>
/// <param name="patience">How long an answer is waited for, while this process runs.</param>
/// <param name="time">For that.</param>
/// <param name="begins">Is told on the call's thread what is asked, before it is.</param>
internal sealed class DiskCalls(TimeSpan patience, TimeProvider time, Action<string> begins)
{
    /// <summary>A call of a few files. A card or a disk that writes back what its machine has gathered answers within seconds.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    // By directory, what had not answered in time.
    private readonly ConcurrentDictionary<string, Task> _hanging = new(StringComparer.Ordinal);

    internal DiskCalls()
        : this(s_patience, TimeProvider.System, static _ => { })
    {
    }

    /// <summary>Whether something that was asked of it has not come back.</summary>
    internal bool Hangs(string directory) => _hanging.TryGetValue(directory, out var call) && !call.IsCompleted;

    /// <summary>Asks a disk.</summary>
    /// <param name="directory">A directory of the node, as configured.</param>
    /// <param name="call">What is asked. It goes on where it is not waited for any more.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <exception cref="IOException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal async Task<T> AskAsync<T>(string directory, Func<T> call, CancellationToken cancellationToken)
    {
        if (Hangs(directory))
        {
            throw Hung(directory);
        }

        var asked = OwnThread.Run(Ask);
        if (await RunningWait.EndsAsync(asked, patience, time, cancellationToken).ConfigureAwait(false))
        {
            return await asked.ConfigureAwait(false);
        }

        _hanging[directory] = asked;
        throw Hung(directory);

        T Ask()
        {
            begins(directory);
            return call();
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    internal Task AskAsync(string directory, Action call, CancellationToken cancellationToken) => AskAsync(
        directory,
        () =>
        {
            call();
            return true;
        },
        cancellationToken);

    private static EnvironmentException Hung(string directory) =>
        new($"{directory} does not answer: its disk hangs, or is not there any more.");
}
