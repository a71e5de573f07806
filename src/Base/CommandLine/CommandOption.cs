namespace Hathi.Base.CommandLine;

/// <summary>
/// One option of a command line in the form of Apache's tools: <c>-name</c>, <c>-name VALUE</c> or <c>-name VALUE VALUE …</c>.
/// </summary>
/// <param name="Name">Without its dash.</param>
/// <param name="Value">What its value is, for people; null when it has none.</param>
/// <param name="Text">What it does, for people.</param>
public sealed record CommandOption(string Name, string? Value, string Text)
{
    /// <summary>Words may follow without an end.</summary>
    public const int Any = int.MaxValue;

    /// <summary>How many words are taken as its values, at most.</summary>
    public int Most { get; init; } = Value is null ? 0 : 1;

    /// <summary>Given again it adds values; otherwise it may be given once only, for one of them would be dropped.</summary>
    public bool Collects { get; init; }

    /// <summary>A word is several values where this is in it; null: never.</summary>
    public char? Separator { get; init; }

    /// <summary>Its name may be written in letters of any case.</summary>
    public bool AnyCase { get; init; }

    /// <summary>Several values, in one word with commas, in words one after the other, or each behind an option of its own.</summary>
    public static CommandOption List(string name, string value, string text) =>
        new(name, value, text) { Most = Any, Collects = true, Separator = ',' };
}
