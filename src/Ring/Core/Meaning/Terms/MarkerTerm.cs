using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A variable: its value comes with the request, and is checked.</summary>
internal sealed class MarkerTerm(int index, CqlType type) : Term
{
    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        var state = evaluation.Arguments.Get(index, out value);
        return state == ValueState.Value && ValueCheck.Fault(type, value) is { } fault ? throw ConstantText.Refused(fault) : state;
    }
}
