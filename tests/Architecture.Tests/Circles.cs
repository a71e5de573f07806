namespace Hathi.Architecture.Tests.Check;

/// <summary>Circles of calls of each kind, for the test that finds them; none is ever called.</summary>
internal static class Circles
{
    internal static int Direct(int n) => n == 0 ? 0 : Direct(n - 1);

    internal static int First(int n) => n == 0 ? 0 : Second(n - 1);

    internal static int Second(int n) => First(n);

    internal static int Lambda(IEnumerable<int> all) => all.Sum(n => Lambda([n]));

    internal static async Task LaterAsync(int n)
    {
        if (n > 0)
        {
            await LaterAsync(n - 1);
        }
    }

    internal static IEnumerable<int> Iterate(int n)
    {
        foreach (var m in Iterate(n - 1))
        {
            yield return m;
        }
    }

    internal static int Overloaded(int n) => Overloaded(n, n);

    internal static int Overloaded(int n, int m) => n + m;

    internal abstract class Nested
    {
        internal abstract int Depth();
    }

    internal sealed class Leaf : Nested
    {
        internal override int Depth() => 0;
    }

    internal sealed class Node(Nested inner) : Nested
    {
        internal override int Depth() => 1 + inner.Depth();
    }
}
