using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Shuffle.Fetch;

namespace Hathi.MapReduce.Master;

/// <summary>What a user is told of an attempt that failed.</summary>
internal static class AttemptFailures
{
    internal static string Describe(Exception failure, TaskState state)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is OutOfMemoryException)
            {
                var map = state.Attempt.Task.Kind == TaskKind.Map;
                var key = map ? MapReduceKeys.MapMemory : MapReduceKeys.ReduceMemory;
                return $"{failure.Message} It used all memory of its container: raise {key} (now {state.Job.Configuration.Get(key)}), "
                    + "or keep less.";
            }
        }

        return failure.Message;
    }

    /// <summary>What failed outside an attempt; the type is named where the message alone might not say enough.</summary>
    internal static string Describe(Exception failure) =>
        DiskFaults.Is(failure) || failure is OperationCanceledException or Hadoop.Rpc.RpcRemoteException
            ? failure.Message
            : $"{failure.GetType().Name}: {failure.Message}";

    /// <summary>Every other attempt would fail as this one did.</summary>
    internal static bool IsFinal(Exception failure) =>
        failure is JobDefinitionException || Causes(failure).Any(static e => e is LimitExceededException);

    /// <summary>Another node may do what this one cannot: a disk of its own is full.</summary>
    internal static bool IsOfHost(Exception failure) => Causes(failure).Any(static e => e is TaskIOException { IsDiskFull: true });

    /// <summary>Another node may do what this one cannot at the moment: it reaches no other node.</summary>
    internal static bool IsCutOff(Exception failure) => Causes(failure).Any(static e => e is FetchGivenUpException { IsOfHost: true });

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
