namespace Hathi.Architecture.Tests;

/// <summary>
/// What an HTTP port answers is in memory once and counts (<c>RestReply</c>, <c>JsonReply</c>, <c>TextReply</c>, <c>ConfReply</c>): who
/// writes to an answer by himself does so by pieces that nobody can make long. Bodies are read by <c>RestBody</c> alone.
/// </summary>
public sealed class AnswerTests
{
    private static readonly string[] s_direct =
    [
        "Response.Write", "Response.Body", "Response.SendFile", "Request.Body", "Request.Form", "ReadFormAsync",
    ];

    /// <summary>Who does, and why that is right.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["src/Web/Memory/CountedBuffer.cs"] = "counts",
        ["src/Web/Rest/RestBody.cs"] = "counts",
        ["src/Web/WebServer.cs"] = "a refusal's one line",
        ["src/Yarn/NodeManager/Http/LogPages.cs"] = "64 KiB of a file at a time",
        ["src/Yarn/ResourceManager/Http/MasterProxy.cs"] = "copied from a socket by the buffer",
    };

    [Fact]
    public void Answers_and_bodies_count_as_memory() =>
        Assert.Equal(Known.Keys.Order(StringComparer.Ordinal), Direct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> Direct() =>
        from file in Repository.Files("src", "*.cs")
        let text = File.ReadAllText(Path.Join(Repository.Root, file))
        where text.Contains("HttpContext", StringComparison.Ordinal)
            && Array.Exists(s_direct, d => text.Contains(d, StringComparison.Ordinal))
        select file;
}
