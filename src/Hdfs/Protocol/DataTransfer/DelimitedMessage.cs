using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// A protobuf message with its length before it as a varint: how operation bodies, responses, read statuses and acknowledgements
/// travel in DataTransferProtocol.
/// </summary>
public static class DelimitedMessage
{
    /// <summary>The longest message taken, bytes: hundreds of pipeline targets fit, an allocation that hurts does not.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The bytes that <see cref="Write"/> takes.</summary>
    public static int Size(IMessage message)
    {
        var size = message.CalculateSize();
        return Varint.Size((uint)size) + size;
    }

    /// <summary>Writes length and message; the target must have room for <see cref="Size"/>.</summary>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, IMessage message)
    {
        var size = message.CalculateSize();
        var prefix = Varint.Write(target, (uint)size);
        message.WriteTo(target.Slice(prefix, size));
        return prefix + size;
    }

    /// <summary>Length and message as one array.</summary>
    public static byte[] ToArray(IMessage message)
    {
        var bytes = new byte[Size(message)];
        Write(bytes, message);
        return bytes;
    }

    /// <summary>Finds the message at the start of <paramref name="source"/>.</summary>
    /// <param name="source">What has arrived so far.</param>
    /// <param name="body">The message without its length.</param>
    /// <param name="consumed">Bytes of length and message.</param>
    /// <returns>False: need more.</returns>
    /// <exception cref="MalformedMessageException">The length is no varint, or is above <see cref="MaxBytes"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> body, out int consumed) =>
        TryRead(source, MaxBytes, out body, out consumed);

    /// <summary>Finds the message at the start of <paramref name="source"/>.</summary>
    /// <param name="source">What has arrived so far.</param>
    /// <param name="maxBytes">The longest message taken.</param>
    /// <param name="body">The message without its length.</param>
    /// <param name="consumed">Bytes of length and message.</param>
    /// <returns>False: need more.</returns>
    /// <exception cref="MalformedMessageException">The length is no varint, or is above <paramref name="maxBytes"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, int maxBytes, out ReadOnlySpan<byte> body, out int consumed)
    {
        body = default;
        consumed = 0;
        var prefix = Varint.TryRead32(source, out var length);
        if (prefix == 0)
        {
            return false;
        }

        if (prefix < 0 || length > maxBytes)
        {
            throw new MalformedMessageException(
                $"a message length of {(prefix < 0 ? "more than 32 bits" : $"{length} bytes")} in the data transfer stream, "
                + $"at most {maxBytes} are allowed");
        }

        if (source.Length - prefix < (int)length)
        {
            return false;
        }

        body = source.Slice(prefix, (int)length);
        consumed = prefix + (int)length;
        return true;
    }

    /// <summary>Finds and parses the message at the start of <paramref name="source"/>.</summary>
    /// <returns>False: need more.</returns>
    /// <exception cref="MalformedMessageException">The bytes are no such message.</exception>
    public static bool TryParse<T>(ReadOnlySpan<byte> source, MessageParser<T> parser, [NotNullWhen(true)] out T? message, out int consumed)
        where T : class, IMessage<T>
    {
        message = TryRead(source, out var body, out consumed) ? ProtoMessage.Parse(body, parser) : null;
        return message is not null;
    }
}
