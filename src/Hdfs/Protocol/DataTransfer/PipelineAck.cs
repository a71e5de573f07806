using Hathi.Base;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// The acknowledgement of a packet, up the pipeline: a varint length and <see cref="PipelineAckProto"/>, one reply a DataNode, the
/// nearest first. Read and written without allocation. Source: Apache <c>PipelineAck</c>.
/// </summary>
/// <param name="SequenceNumber">Of the packet; -1 for a heartbeat; <see cref="UnknownSequenceNumber"/> for a notice out of turn.</param>
/// <param name="ReplyCount">DataNodes that have answered.</param>
/// <param name="DownstreamNanoseconds">How long the sender waited for the DataNodes after it.</param>
public readonly record struct PipelineAck(long SequenceNumber, int ReplyCount, ulong DownstreamNanoseconds)
{
    /// <summary>The most replies taken: the longest pipeline (<c>dfs.replication.max</c>).</summary>
    public const int MaxReplies = 512;

    /// <summary>
    /// The sequence number of a notice that answers no packet, for instance of a restart (<see cref="Status.OobRestart"/>).
    /// </summary>
    public const long UnknownSequenceNumber = -2;

    private const uint SequenceTag = 0x08;
    private const uint ReplyTag = 0x10;
    private const uint PackedReplyTag = 0x12;
    private const uint DownstreamTag = 0x18;
    private const uint UnpackedFlagTag = 0x20;
    private const uint FlagTag = 0x22;

    /// <summary>The most bytes that <see cref="Write"/> takes for so many replies.</summary>
    public static int MaxSize(int replies) => Varint.MaxBytes32 + (2 * (1 + Varint.MaxBytes64)) + 1 + Varint.MaxBytes32
        + (replies * (2 + Varint.MaxBytes32));

    /// <summary>Writes length and acknowledgement; the target must have room for <see cref="MaxSize"/> or what is really taken.</summary>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, long sequenceNumber, ReadOnlySpan<AckReply> replies, ulong downstreamNanoseconds)
    {
        var sequence = ZigZag(sequenceNumber);
        var flags = 0;
        foreach (var reply in replies)
        {
            flags += Varint.Size((uint)reply.Header);
        }

        var size = 1 + Varint.Size(sequence) + (2 * replies.Length) + 1 + Varint.Size(downstreamNanoseconds);
        size += replies.IsEmpty ? 0 : 1 + Varint.Size((uint)flags) + flags;
        var at = Varint.Write(target, (uint)size);
        at += Field(target[at..], SequenceTag, sequence);
        foreach (var reply in replies)
        {
            at += Field(target[at..], ReplyTag, (uint)reply.Status);
        }

        at += Field(target[at..], DownstreamTag, downstreamNanoseconds);
        if (!replies.IsEmpty)
        {
            at += Field(target[at..], FlagTag, (uint)flags);
            foreach (var reply in replies)
            {
                at += Varint.Write(target[at..], (uint)reply.Header);
            }
        }

        return at;
    }

    /// <summary>Reads the acknowledgement at the start of <paramref name="source"/>.</summary>
    /// <param name="source">What has arrived so far.</param>
    /// <param name="replies">Takes the replies, as many as the pipeline has DataNodes.</param>
    /// <param name="ack">The acknowledgement; its <see cref="ReplyCount"/> says how many of <paramref name="replies"/> are filled.</param>
    /// <param name="consumed">Bytes taken.</param>
    /// <returns>False: need more.</returns>
    /// <exception cref="MalformedMessageException">The bytes are no acknowledgement, or it has more replies than expected.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, Span<AckReply> replies, out PipelineAck ack, out int consumed)
    {
        ack = default;
        if (!DelimitedMessage.TryRead(source, out var body, out consumed))
        {
            return false;
        }

        var reader = new ProtoReader(body, nameof(PipelineAckProto));
        Span<int> counts = stackalloc int[2];
        var hasSequence = false;
        for (var tag = reader.NextTag(); tag != 0; tag = reader.NextTag())
        {
            switch (tag)
            {
                case SequenceTag:
                    ack = ack with { SequenceNumber = UnZigZag(reader.Varint()) };
                    hasSequence = true;
                    break;
                case DownstreamTag:
                    ack = ack with { DownstreamNanoseconds = reader.Varint() };
                    break;
                default:
                    ReadReplies(ref reader, tag, replies, counts);
                    break;
            }
        }

        if (!hasSequence || (counts[1] != 0 && counts[1] != counts[0]))
        {
            throw reader.Malformed();
        }

        ack = ack with { ReplyCount = counts[0] };
        return true;
    }

    /// <summary>
    /// Field <c>reply</c> counts in <c>counts[0]</c>, field <c>flag</c>, which says more and comes later, in <c>counts[1]</c>.
    /// </summary>
    private static void ReadReplies(scoped ref ProtoReader reader, uint tag, scoped Span<AckReply> replies, scoped Span<int> counts)
    {
        switch (tag)
        {
            case ReplyTag or UnpackedFlagTag:
                Add(replies, ref counts[tag == ReplyTag ? 0 : 1], tag == ReplyTag, reader.Varint());
                break;
            case PackedReplyTag or FlagTag:
                var packed = new ProtoReader(reader.Bytes(), nameof(PipelineAckProto));
                while (!packed.IsEmpty)
                {
                    Add(replies, ref counts[tag == PackedReplyTag ? 0 : 1], tag == PackedReplyTag, packed.Varint());
                }

                break;
            default:
                reader.Skip(tag);
                break;
        }
    }

    private static void Add(Span<AckReply> replies, ref int count, bool statusOnly, ulong value)
    {
        if (count >= replies.Length)
        {
            throw new MalformedMessageException(
                $"an acknowledgement with more replies than the {replies.Length} DataNodes of the pipeline");
        }

        if (statusOnly && value > 0xF)
        {
            throw new MalformedMessageException($"an acknowledgement with status {value}");
        }

        replies[count++] = new AckReply((int)value);
    }

    private static int Field(Span<byte> target, uint tag, ulong value)
    {
        target[0] = (byte)tag;
        return 1 + Varint.Write(target[1..], value);
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
