namespace Hathi.Architecture.Tests.Check;

/// <summary>Stands for a converter of requests.</summary>
internal static class Taken
{
    internal static long Number(int value) => value;
}
