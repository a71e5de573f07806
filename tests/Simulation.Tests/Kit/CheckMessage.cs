using System.Runtime.CompilerServices;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>
/// What broke, in words that are put together only when something did: checks are made millions of times and nearly always hold.
/// </summary>
[InterpolatedStringHandler]
public ref struct CheckMessage
{
    private DefaultInterpolatedStringHandler _text;

    public CheckMessage(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        isWanted = !holds;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The words.</summary>
    public string Take() => _text.ToStringAndClear();
}
