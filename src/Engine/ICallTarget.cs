using Hathi.Base.Cores;

namespace Hathi.Engine;

/// <summary>Who answers calls to a Core: its engine, or what stands before it in a test.</summary>
public interface ICallTarget
{
    /// <summary>Hands a call to the Core.</summary>
    /// <param name="ask">One of the Core's inputs.</param>
    /// <returns>The answer, once everything it tells of is durable.</returns>
    /// <exception cref="Exception">The Core refused.</exception>
    /// <exception cref="OperationCanceledException">Nobody answers any more.</exception>
    ValueTask<TAnswer> AskAsync<TAnswer>(IAsk<TAnswer> ask);

    /// <summary>Index of the last edit appended: what HDFS calls the transaction id.</summary>
    long LastIndex { get; }
}
