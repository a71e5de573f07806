namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A value that was written in the statement.</summary>
internal sealed class ConstantTerm(byte[] bytes) : Term
{
    public override bool IsConstant => true;

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        value = bytes;
        return ValueState.Value;
    }
}

/// <summary><c>NULL</c>.</summary>
internal sealed class NullTerm : Term
{
    private NullTerm()
    {
    }

    public static NullTerm Value { get; } = new();

    public override bool IsConstant => true;

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        value = default;
        return ValueState.Null;
    }
}
