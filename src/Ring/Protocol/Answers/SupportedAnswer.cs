using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>What STARTUP may ask for. Source: <c>native_protocol_v5.spec</c>, section 4.2.4.</summary>
/// <param name="Options">Values by option.</param>
public sealed record SupportedAnswer(IReadOnlyDictionary<string, IReadOnlyList<string>> Options)
{
    /// <summary>The option under which <see cref="ProtocolVersions.Names"/> are listed.</summary>
    public const string VersionsOption = "PROTOCOL_VERSIONS";

    // A name of no bytes and a list of none.
    private const int LeastBytes = 4;

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none, or has more than <see cref="ProtocolLimits.MaxOptions"/>.</exception>
    public static SupportedAnswer Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        var count = reader.Count(reader.Short(), LeastBytes, "options");
        if (count > ProtocolLimits.MaxOptions)
        {
            throw ProtocolException.Damaged($"{count} options, of at most {ProtocolLimits.MaxOptions}");
        }

        var options = new Dictionary<string, IReadOnlyList<string>>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.String();
            options[name] = reader.StringList();
        }

        return new SupportedAnswer(options);
    }

    /// <summary>Writes the message.</summary>
    public void Write(WireBuffer buffer)
    {
        buffer.PutShort(checked((ushort)Options.Count));
        foreach (var (name, values) in Options)
        {
            buffer.PutString(name);
            buffer.PutStringList(values);
        }
    }
}
