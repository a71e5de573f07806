namespace Hathi.Yarn.Core.Applications;

/// <summary>
/// What masters, nodes and clients say of an end is kept with the application, and written to the log twice: only so much of it.
/// </summary>
internal static class Diagnostics
{
    /// <summary>Characters (yarn.app.attempt.diagnostics.limit.kc, 64).</summary>
    internal const int Limit = 64 << 10;

    private const string Cut = "... ";

    /// <summary>The text, or its end: what went wrong last stands there.</summary>
    internal static string Bounded(string text) =>
        text.Length <= Limit ? text : string.Concat(Cut, text.AsSpan(text.Length - Limit + Cut.Length));
}
