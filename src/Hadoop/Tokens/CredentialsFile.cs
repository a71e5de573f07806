using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hadoop.Tokens;

/// <summary>
/// The bytes of <see cref="Credentials"/>: "HDTS", a byte for the form, then Writables (form 0, what Apache writes) or one delimited
/// CredentialsProto (form 1). It is what <c>HADOOP_TOKEN_FILE_LOCATION</c> names and what <c>ContainerLaunchContextProto.tokens</c> holds.
/// Source: Apache's <c>Credentials.writeTokenStorageToStream</c>.
/// </summary>
public static class CredentialsFile
{
    private const byte Writables = 0;
    private const byte Protobuf = 1;

    private static ReadOnlySpan<byte> Magic => "HDTS"u8;

    /// <summary>Encodes in form 0, aliases in ordinal order.</summary>
    public static byte[] Encode(Credentials credentials)
    {
        var writer = new WritableWriter();
        writer.Raw(Magic);
        writer.Raw([Writables]);
        writer.Number(credentials.Tokens.Count);
        foreach (var (alias, token) in credentials.Tokens.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Text(alias);
            token.Write(writer);
        }

        writer.Number(credentials.SecretKeys.Count);
        foreach (var (alias, key) in credentials.SecretKeys.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Text(alias);
            writer.Bytes(key);
        }

        return writer.ToArray();
    }

    /// <summary>Reads either form.</summary>
    /// <exception cref="FormatException">The bytes are no file of tokens.</exception>
    public static Credentials Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WritableReader(bytes);
        if (!reader.Raw(Math.Min(Magic.Length, bytes.Length)).SequenceEqual(Magic))
        {
            throw new FormatException("This is no file of tokens: it does not start with HDTS.");
        }

        var form = reader.Raw(1)[0];
        return form switch
        {
            Writables => DecodeWritables(ref reader),
            Protobuf => DecodeProtobuf(reader.Rest),
            _ => throw new FormatException($"The file of tokens has form {form}; 0 and 1 are known."),
        };
    }

    /// <summary>Reads a file of tokens.</summary>
    /// <exception cref="IOException">It cannot be read, or is no file of tokens.</exception>
    public static Credentials Load(string path)
    {
        try
        {
            return Decode(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static Credentials DecodeWritables(ref WritableReader reader)
    {
        var credentials = new Credentials();
        for (var left = reader.Number(); left > 0; left--)
        {
            var alias = reader.Text();
            credentials.Add(alias, Token.Read(ref reader));
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            var alias = reader.Text();
            credentials.Add(alias, reader.Bytes());
        }

        return credentials;
    }

    private static Credentials DecodeProtobuf(ReadOnlySpan<byte> delimited)
    {
        var credentials = new Credentials();
        try
        {
            var stored = ProtoBytes.ParseDelimited(ref delimited, CredentialsProto.Parser);
            if (IRequiredFields.FirstMissing(stored) is { } missing)
            {
                throw new FormatException($"The file of tokens lacks {missing}.");
            }

            foreach (var entry in stored.Tokens)
            {
                credentials.Add(
                    entry.Alias,
                    Token.From(entry.Token ?? throw new FormatException($"The file of tokens has no token for {entry.Alias}.")));
            }

            foreach (var entry in stored.Secrets)
            {
                credentials.Add(entry.Alias, entry.Secret.ToByteArray());
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException($"The file of tokens does not decode: {e.Message}", e);
        }

        return credentials;
    }
}
