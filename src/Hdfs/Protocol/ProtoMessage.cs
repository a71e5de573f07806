using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Hdfs.Protocol;

/// <summary>
/// Parses messages that came from outside: RPC requests and responses as well as those of DataTransferProtocol. Use it instead of
/// <see cref="MessageParser{T}"/>, which accepts messages without their required fields.
/// </summary>
public static class ProtoMessage
{
    /// <summary>Parses a message whose bounds are known.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no such message, or a required field is absent.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        T message;
        try
        {
            message = parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new MalformedMessageException($"{body.Length} bytes that are no {typeof(T).Name}: {e.Message}", e);
        }

        return IRequiredFields.FirstMissing(message) is { } absent
            ? throw new MalformedMessageException($"a {typeof(T).Name} without its required field {absent}")
            : message;
    }
}
