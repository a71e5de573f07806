using System.Buffers.Binary;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A list: how many, and each behind its length.</summary>
internal sealed class ElementsTerm(ImmutableArray<Term> elements) : Term
{
    public override bool IsConstant { get; } = elements.All(static e => e.IsConstant);

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value) =>
        EvaluateByAppending(evaluation, out value);

    public override ValueState Append(scoped in Evaluation evaluation)
    {
        var scratch = evaluation.Scratch;
        BinaryPrimitives.WriteInt32BigEndian(scratch.Room(sizeof(int)), elements.Length);
        foreach (var element in elements)
        {
            var at = scratch.Length;
            scratch.Room(sizeof(int));
            if (element.Append(evaluation) != ValueState.Value)
            {
                throw ConstantText.Refused("null is not supported inside collections");
            }

            BinaryPrimitives.WriteInt32BigEndian(scratch.At(at, sizeof(int)), scratch.Length - at - sizeof(int));
        }

        return ValueState.Value;
    }
}

/// <summary>A vector.</summary>
/// <param name="elements">As many as its type says.</param>
/// <param name="elementLength">Bytes of each; 0: they differ, and each stands behind its length.</param>
internal sealed class VectorTerm(ImmutableArray<Term> elements, int elementLength) : Term
{
    public override bool IsConstant { get; } = elements.All(static e => e.IsConstant);

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value) =>
        EvaluateByAppending(evaluation, out value);

    public override ValueState Append(scoped in Evaluation evaluation)
    {
        var scratch = evaluation.Scratch;
        foreach (var element in elements)
        {
            var at = scratch.Length;
            var length = scratch.Room(elementLength == 0 ? UnsignedVInt.MaxBytes : 0).Length;
            if (element.Append(evaluation) != ValueState.Value)
            {
                throw ConstantText.Refused("null is not supported inside vectors");
            }

            if (elementLength != 0 && scratch.Length - at != elementLength)
            {
                throw ConstantText.Refused("empty values are not supported inside vectors");
            }

            if (elementLength == 0)
            {
                CloseUp(evaluation, at, scratch.Length - at - length);
            }
        }

        return ValueState.Value;
    }

    // The length is known when the element is written, and takes fewer bytes than were kept for it.
    private static void CloseUp(scoped in Evaluation evaluation, int at, int length)
    {
        var scratch = evaluation.Scratch;
        var taken = UnsignedVInt.Write(scratch.At(at, UnsignedVInt.MaxBytes), (ulong)length);
        scratch.At(at + UnsignedVInt.MaxBytes, length).CopyTo(scratch.At(at + taken, length));
        scratch.CutTo(at + taken + length);
    }
}
