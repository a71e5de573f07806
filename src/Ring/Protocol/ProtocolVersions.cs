namespace Hathi.Ring.Protocol;

/// <summary>What there is to say about versions before one is agreed.</summary>
public static class ProtocolVersions
{
    /// <summary>The newest that is served: what a refusal travels in.</summary>
    public const ProtocolVersion Newest = ProtocolVersion.V5;

    /// <summary>The bit of the first byte of an envelope that an answer has and a request has not.</summary>
    internal const byte AnswerBit = 0x80;

    private const ProtocolVersion Oldest = ProtocolVersion.V3;

    /// <summary>As SUPPORTED lists them under <c>PROTOCOL_VERSIONS</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["3/v3", "4/v4", "5/v5"];

    /// <summary>Whether a version that a client names is one of ours.</summary>
    public static bool IsServed(int version) => version is >= (int)Oldest and <= (int)Newest;

    /// <summary>What a client is told whose version is not served: drivers look for this text before they try a lower one.</summary>
    public static string Refusal(int version) =>
        $"Invalid or unsupported protocol version ({version}); supported versions are ({string.Join(", ", Names)})";
}
