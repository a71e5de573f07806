using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A variable: its value comes with the request, and is checked.</summary>
internal sealed class MarkerTerm(int index, CqlType type) : Term
{
    private readonly bool _mayDiffer = ValueForm.MayDiffer(type);

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        var state = evaluation.Arguments.Get(index, out value);
        if (state != ValueState.Value)
        {
            return state;
        }

        if (ValueCheck.Fault(type, value) is { } fault)
        {
            throw ConstantText.Refused(fault);
        }

        if (_mayDiffer && !ValueForm.IsKept(type, value))
        {
            var start = evaluation.Scratch.Length;
            ValueForm.Append(type, value, evaluation.Scratch);
            value = evaluation.Scratch.Written[start..];
        }

        return ValueState.Value;
    }
}
