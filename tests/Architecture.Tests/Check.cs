namespace Hathi.Architecture.Tests.Check;

/// <summary>Stands for a converter of requests.</summary>
internal static class Taken
{
    internal static long Number(int value) => value;

    internal static string Text(string value, long most) => value.Length <= most ? value : "";
}
