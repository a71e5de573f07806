using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>
/// What opens a connection: options by name, whose names may be written small or large. Source: <c>native_protocol_v5.spec</c>, section
/// 4.1.1.
/// </summary>
/// <param name="Options">All of them, the names large.</param>
public sealed record StartupRequest(IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The version of CQL, which every client has to name.</summary>
    public const string CqlVersionOption = "CQL_VERSION";

    /// <summary>The name of a compression.</summary>
    public const string CompressionOption = "COMPRESSION";

    /// <summary>Too much to do is an error that the client wants to see.</summary>
    public const string ThrowOnOverloadOption = "THROW_ON_OVERLOAD";

    /// <summary>What the client is called.</summary>
    public const string DriverNameOption = "DRIVER_NAME";

    /// <summary>How old it is.</summary>
    public const string DriverVersionOption = "DRIVER_VERSION";

    // A name and a value of no bytes.
    private const int LeastBytes = 4;

    /// <summary>The version of CQL; null: not named, which is an error.</summary>
    public string? CqlVersion => Options.GetValueOrDefault(CqlVersionOption);

    /// <summary>The name of a compression; null: none.</summary>
    public string? Compression => Options.GetValueOrDefault(CompressionOption);

    /// <summary>The client wants OVERLOADED rather than to wait.</summary>
    public bool ThrowsOnOverload => Options.GetValueOrDefault(ThrowOnOverloadOption) == "1";

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none, or has more than <see cref="ProtocolLimits.MaxOptions"/>.</exception>
    public static StartupRequest Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        var count = reader.Count(reader.Short(), LeastBytes, "options");
        if (count > ProtocolLimits.MaxOptions)
        {
            throw ProtocolException.Damaged($"{count} options, of at most {ProtocolLimits.MaxOptions}");
        }

        var options = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.String().ToUpperInvariant();
            options[name] = reader.String();
        }

        return new StartupRequest(options);
    }

    /// <summary>Writes the message.</summary>
    public void Write(WireBuffer buffer) => buffer.PutStringMap(Options);
}
