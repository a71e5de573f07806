namespace Hathi.Tests.Cases;

/// <summary>What a text file expects and what was found, one above the other, for whoever reads the failure of a test.</summary>
internal static class Difference
{
    /// <param name="mark">Before each line, as in the file.</param>
    /// <param name="expected">As the file says; may be of several lines.</param>
    /// <param name="found">Instead of it.</param>
    public static string Of(string mark, string expected, string found) =>
        $"  expected\n{Indent(mark, expected)}  found\n{Indent(mark, found)}";

    private static string Indent(string mark, string text) =>
        text.Length == 0 ? "" : string.Concat(text.TrimEnd('\n').Split('\n').Select(line => $"    {mark} {line}\n"));
}
