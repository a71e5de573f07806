using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>
/// Decodes messages whose bytes may lie in several pieces. Google.Protobuf puts a text that does together in an array of the shared pool
/// that is as long as the text, which the pool then keeps for each thread that ever decoded one: after texts of 17 and 60 MB ten threads
/// held a gigabyte. So the bytes of a long message are put together first. One thread at a time does so for each socket that is read, and
/// no longer than it decodes.
/// </summary>
internal static class MessageBytes
{
    /// <summary>A message up to so long is decoded where it lies, bytes: what a thread keeps of it does not matter.</summary>
    private const int MaxInPieces = 64 * 1024;

    /// <summary>Decodes a message.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes do not decode.</exception>
    public static T Parse<T>(in ReadOnlySequence<byte> bytes)
        where T : class, IMessage<T>, new()
    {
        ProtoBytes.Demand<T>(bytes);
        var message = new T();
        Merge(message, bytes);
        return message;
    }

    private static void Merge(IMessage message, in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment || bytes.Length <= MaxInPieces)
        {
            message.MergeFrom(bytes);
            return;
        }

        var length = (int)bytes.Length;
        var whole = BoundedPool<byte>.Rent(length);
        try
        {
            bytes.CopyTo(whole);
            message.MergeFrom(whole.AsSpan(0, length));
        }
        finally
        {
            BoundedPool<byte>.Return(whole);
        }
    }
}
