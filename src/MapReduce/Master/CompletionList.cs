using Hathi.MapReduce.Core;

namespace Hathi.MapReduce.Master;

/// <summary>
/// How attempts ended, in order. It only grows, since clients go on from a number: where a task had succeeded and an attempt at it ends
/// again (its output was lost), what was told is obsolete, and another entry follows. Source: Apache's JobImpl.
/// </summary>
internal sealed class CompletionList
{
    private readonly List<Completion> _entries = [];
    private readonly Dictionary<TaskRef, int> _successes = [];

    internal int Count => _entries.Count;

    internal Completion this[int number] => _entries[number];

    internal void Add(AttemptRecord attempt)
    {
        var task = attempt.Id.Task;
        if (_successes.Remove(task, out var before))
        {
            _entries[before] = _entries[before] with { Outcome = null };
        }

        if (attempt.Outcome == Outcome.Succeeded)
        {
            _successes[task] = _entries.Count;
        }

        _entries.Add(new Completion(attempt, attempt.Outcome, attempt.EndedAt - attempt.StartedAt));
    }

    /// <summary>An entry.</summary>
    /// <param name="Attempt">Which.</param>
    /// <param name="Outcome">How it ended; null when that no longer holds.</param>
    /// <param name="RunTime">Milliseconds from its start.</param>
    internal readonly record struct Completion(AttemptRecord Attempt, Outcome? Outcome, long RunTime);
}
