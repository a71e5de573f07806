namespace Hathi.Architecture.Tests.Check;

/// <summary>Stand for what a library offers, and for what it does not.</summary>
public interface IOffered
{
    string? Find(string name);

    int Level() => 0;
}

public enum Kind : byte
{
    One = 1,
    Two = 2,
}

public delegate Task<string?> Made(in int count, string[]? names = null);

public abstract class Offered<T> : IDisposable, IOffered
    where T : class, new()
{
    public const int Most = 5;
    public static readonly T[]? All = null;
    internal int _hidden;

    protected Offered(T first) => (Name, _hidden) = ($"{first}", 1);

    private protected Offered() => Name = "";

    public event Action? Ended;

    public required string Name { get; init; }

    public int Count { get; protected set; }

    public string this[int index] => $"{Name}{index}";

    public static Part Cut(params ReadOnlySpan<int> at) => new(at.Length);

    public abstract void Dispose();

    public string? Find(string name) => name;

    public override string ToString() => Name;

    protected virtual void Change(ref T value, out long length) => (Ended, length) = (null, _hidden);

    public record struct Part(int Length);
}

public sealed record OfferedRecord(Kind? Kind)
{
    internal int Hidden => 0;

    private int Own => Hidden;
}

public static class OfferedExtensions
{
    public static TKey First<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue?> all, bool sorted = false)
        where TKey : struct, IDisposable => sorted ? all.Keys.Min() : all.Keys.First();

    extension(Kind)
    {
        public static Kind Least() => Kind.One;
    }
}
