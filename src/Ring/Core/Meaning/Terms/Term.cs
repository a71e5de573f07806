using Hathi.Ring.Data;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// A value of a statement, looked up and checked once, and worked out each time that the statement runs. Immutable; may be used by many
/// threads.
/// </summary>
internal abstract class Term
{
    /// <summary>Says the same each time, whatever the arguments.</summary>
    public virtual bool IsConstant => false;

    /// <summary>Works it out. Allocates nothing but what a function has to.</summary>
    /// <param name="evaluation">What it is worked out with.</param>
    /// <param name="value">Its bytes, where it is a value: of the request, of the statement, or in the scratch buffer.</param>
    /// <exception cref="Syntax.CqlException">An argument is no value of its type.</exception>
    public abstract ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value);

    /// <summary>The same, with its bytes at the end of the scratch buffer.</summary>
    public virtual ValueState Append(scoped in Evaluation evaluation)
    {
        // What it was made of may lie there: the value moves to the front.
        var start = evaluation.Scratch.Length;
        var state = Evaluate(evaluation, out var value);
        evaluation.Scratch.CutTo(start);
        evaluation.Scratch.Bytes(value);
        return state;
    }

    /// <summary><see cref="Evaluate"/> of one that is composed where it is to stand.</summary>
    protected ValueState EvaluateByAppending(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        var start = evaluation.Scratch.Length;
        var state = Append(evaluation);
        value = evaluation.Scratch.Written[start..];
        return state;
    }
}

/// <summary>What values are worked out with.</summary>
/// <param name="arguments">Values of the variables.</param>
/// <param name="scratch">
/// Takes what is composed. It is only appended to while values from it are in use: when it grows they stay where they were.
/// </param>
/// <param name="session">Time and chance, as far as functions ask for them.</param>
internal readonly ref struct Evaluation(Arguments arguments, DataBuffer scratch, EvaluationClock session)
{
    public Arguments Arguments { get; } = arguments;

    public DataBuffer Scratch { get; } = scratch;

    public EvaluationClock Clock { get; } = session;

    /// <summary>The row that is answered; null: there is none.</summary>
    public IRowValues? Row { get; init; }
}
