using System.Buffers;
using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Protocol;

/// <summary>
/// The one way from bytes to messages. Google.Protobuf does not see a length that comes to less than nothing in 32 bits, and takes as many
/// bytes as that says; such bytes are refused before it decodes them
/// (<see cref="WireWeight.Overruns(in ReadOnlySequence{byte}, WireShape?)"/>).
/// </summary>
public static class ProtoBytes
{
    /// <summary>Decodes a message. Required fields are not looked at: see <see cref="IRequiredFields"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> bytes, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        if (WireWeight.Overruns(bytes, WireShape.Of<T>()))
        {
            throw EndsTooEarly();
        }

        return parser.ParseFrom(bytes);
    }

    /// <summary>Decodes a message that stands behind its length, and takes it off.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes begin with no such message.</exception>
    public static T ParseDelimited<T>(ref ReadOnlySpan<byte> bytes, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var taken = Varint.TryRead32(bytes, out var length);
        if (taken <= 0 || length > bytes.Length - taken)
        {
            throw EndsTooEarly();
        }

        var message = Parse(bytes.Slice(taken, (int)length), parser);
        bytes = bytes[(taken + (int)length)..];
        return message;
    }

    /// <summary>Refuses bytes with such a length: for who decodes them where they lie, in pieces.</summary>
    /// <exception cref="InvalidProtocolBufferException">They have one.</exception>
    public static void Demand<T>(in ReadOnlySequence<byte> bytes)
        where T : class, IMessage<T>
    {
        if (WireWeight.Overruns(bytes, WireShape.Of<T>()))
        {
            throw EndsTooEarly();
        }
    }

    // What the library says of a message that ends too early, since nobody else can make one.
    private static InvalidProtocolBufferException EndsTooEarly()
    {
        try
        {
            new RpcSaslProto().MergeFrom([0x0A, 0x7F]);
        }
        catch (InvalidProtocolBufferException e)
        {
            return e;
        }

        throw new InvalidOperationException("A message that ends too early was decoded.");
    }
}
