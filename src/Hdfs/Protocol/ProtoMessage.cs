using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hdfs.Protocol;

/// <summary>
/// Parses messages that came from outside: RPC requests and responses as well as those of DataTransferProtocol. Use it instead of
/// <see cref="MessageParser{T}"/>, which accepts messages without their required fields.
/// </summary>
public static class ProtoMessage
{
    /// <summary>
    /// What a message may take in memory, bytes: hundreds of pipeline targets with their tokens take less than one. A megabyte of empty
    /// messages would become fifty, which an operation keeps as long as it runs.
    /// </summary>
    private const long MaxDecodedBytes = 8 * 1024 * 1024;

    /// <summary>A message up to so long cannot become that much.</summary>
    private const int MinWeighedBytes = 16 * 1024;

    /// <summary>Parses a message whose bounds are known.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no such message, or a required field is absent.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        if (body.Length > MinWeighedBytes && Weigh<T>(body) > MaxDecodedBytes)
        {
            throw new MalformedMessageException(
                $"{body.Length} bytes that would take more than {MaxDecodedBytes} bytes of memory as a {typeof(T).Name}");
        }

        T message;
        try
        {
            message = ProtoBytes.Parse(body, parser);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new MalformedMessageException($"{body.Length} bytes that are no {typeof(T).Name}: {e.Message}", e);
        }

        return IRequiredFields.FirstMissing(message) is { } absent
            ? throw new MalformedMessageException($"a {typeof(T).Name} without its required field {absent}")
            : message;
    }

    private static long Weigh<T>(ReadOnlySpan<byte> body) =>
        WireWeight.Of(new ReadOnlySequence<byte>(body.ToArray()), WireShape.Of<T>(), MaxDecodedBytes);
}
