using System.Buffers.Binary;
using Hathi.Ring.Core.Meaning.Constants;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A tuple or a value of a user type: each field behind its length, null by a length below zero.</summary>
/// <param name="fields">No more than the type has.</param>
internal sealed class FieldsTerm(ImmutableArray<Term> fields) : Term
{
    public override bool IsConstant { get; } = fields.All(static f => f.IsConstant);

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value) =>
        EvaluateByAppending(evaluation, out value);

    public override ValueState Append(scoped in Evaluation evaluation)
    {
        var scratch = evaluation.Scratch;
        for (var i = 0; i < fields.Length; i++)
        {
            var at = scratch.Length;
            scratch.Room(sizeof(int));
            var state = fields[i].Append(evaluation);
            if (state == ValueState.Unset)
            {
                throw ConstantText.Refused($"Invalid unset value for tuple field number {i}");
            }

            var length = state == ValueState.Null ? -1 : scratch.Length - at - sizeof(int);
            BinaryPrimitives.WriteInt32BigEndian(scratch.At(at, sizeof(int)), length);
        }

        return ValueState.Value;
    }
}
