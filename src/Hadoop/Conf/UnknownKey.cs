namespace Hathi.Hadoop.Conf;

/// <summary>A name that nobody knows: misspelt, most likely, so that what was meant has not been said.</summary>
/// <param name="Name">As it was written.</param>
/// <param name="Where">The name of its file, or -D.</param>
/// <param name="Nearest">What may have been meant; null: nothing is near.</param>
public readonly record struct UnknownKey(string Name, string Where, string? Nearest)
{
    /// <summary>As people are told.</summary>
    public override string ToString() => $"{Where}: {Name} is not known{(Nearest is null ? "" : $" (did you mean {Nearest}?)")}";
}
