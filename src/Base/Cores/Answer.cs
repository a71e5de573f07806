namespace Hathi.Base.Cores;

/// <summary>Given by an operation that is not done: it is run again from its start in a later step.</summary>
public sealed class Unfinished
{
    /// <summary>There is but one.</summary>
    public static readonly Unfinished Yet = new();

    private Unfinished()
    {
    }
}

/// <summary>
/// What an operation gives that may take more than one step: its answer, or <see cref="Unfinished"/>. Of a call that is answered with
/// nothing: default.
/// </summary>
/// <typeparam name="TAnswer">What the call asks for.</typeparam>
public readonly struct Answer<TAnswer>
{
    private readonly TAnswer _value;
    private readonly Unfinished? _unfinished;

    private Answer(TAnswer value, Unfinished? unfinished)
    {
        _value = value;
        _unfinished = unfinished;
    }

    /// <summary>The answer, or <see cref="Unfinished.Yet"/>.</summary>
    public object? Value => _unfinished ?? (object?)_value;

    /// <summary>It is done.</summary>
    public static implicit operator Answer<TAnswer>(TAnswer value) => new(value, null);

    /// <summary>It is not.</summary>
    public static implicit operator Answer<TAnswer>(Unfinished unfinished) => new(default!, unfinished);
}
