using System.Buffers.Binary;
using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary><c>token(a, b)</c>: where the partition of that key lies.</summary>
/// <param name="columns">Values of the key's columns.</param>
internal sealed class TokenTerm(ImmutableArray<Term> columns) : Term
{
    public override bool IsConstant { get; } = columns.All(static c => c.IsConstant);

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        var scratch = evaluation.Scratch;
        var start = scratch.Length;
        foreach (var column in columns)
        {
            var at = scratch.Length;
            scratch.Room(columns.Length == 1 ? 0 : sizeof(ushort));
            if (column.Append(evaluation) != ValueState.Value)
            {
                value = default;
                return ValueState.Null;
            }

            if (columns.Length > 1)
            {
                var length = scratch.Length - at - sizeof(ushort);
                BinaryPrimitives.WriteUInt16BigEndian(scratch.At(at, sizeof(ushort)), unchecked((ushort)length));
                scratch.Byte(0);
            }
        }

        var token = Token.Of(scratch.Written[start..]);
        scratch.CutTo(start);
        BinaryPrimitives.WriteInt64BigEndian(scratch.Room(sizeof(long)), token);
        value = scratch.Written[start..];
        return ValueState.Value;
    }
}
