namespace Hathi.Base.Cores;

/// <summary>
/// A call to a Core that somebody waits for; it says what it is answered with, so that the compiler sees that operation and caller speak of
/// the same.
/// </summary>
/// <typeparam name="TAnswer">What it is answered with; <see cref="Done"/>: with nothing but that it was done.</typeparam>
public interface IAsk<out TAnswer>;

/// <summary>The answer of a call that tells nothing but that it was done: always null.</summary>
public abstract class Done
{
    private Done()
    {
    }
}
