using System.Buffers;
using System.Text;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>Why a connection ended.</summary>
/// <param name="Reason">For the message of the calls that it leaves without an answer.</param>
/// <param name="Retriable">Whether another connection may do better.</param>
/// <param name="Cause">What was thrown or refused, or null.</param>
internal sealed record Ending(string Reason, bool Retriable, Exception? Cause);

/// <summary>Decodes the replies of one connection and gives them to their calls. Used by the connection's reading loop only.</summary>
/// <param name="server">host:port, for messages.</param>
/// <param name="clientId">Ours: a reply that names another's is a fault of the server.</param>
/// <param name="maxReplyBytes">The longest reply accepted.</param>
/// <param name="take">Takes the call that waits for a reply, by its id; null when nobody waits any more.</param>
internal sealed class ReplyReader(string server, byte[] clientId, int maxReplyBytes, Func<int, PendingCall?> take)
{
    /// <summary>Whether the server has answered anything that decodes.</summary>
    public bool AnyCame { get; private set; }

    /// <summary>Takes all whole replies off the front of <paramref name="buffer"/>.</summary>
    /// <returns>Why the connection must end, or null.</returns>
    public Ending? Process(ref ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            var start = buffer;
            switch (Framing.TryReadFrame(ref buffer, maxReplyBytes, out var frame, out var length))
            {
                case FrameStatus.NeedMore:
                    return null;
                case FrameStatus.BadLength:
                    return NotRpc(start, length);
            }

            if (ProcessReply(frame) is { } end)
            {
                return end;
            }

            AnyCame = true;
        }
    }

    private Ending? ProcessReply(ReadOnlySequence<byte> frame)
    {
        var start = frame;
        if (!Framing.TryReadDelimited(ref frame, out var headerBytes)
            || !ResponseHeader.TryDecode(Framing.AsSpan(headerBytes), out var header))
        {
            return NotRpc(start, (int)start.Length);
        }

        if (!header.ClientId.IsEmpty && !header.ClientId.SequenceEqual(clientId))
        {
            return new Ending($"{server} answered a call of another client.", Retriable: false, Cause: null);
        }

        if (header.Status == ResponseHeader.StatusFatal)
        {
            var fatal = Refusal(header, isFatal: true);
            return new Ending(fatal.Message, Retriable: false, fatal);
        }

        if (take(header.CallId) is not { } pending)
        {
            return null; // given up meanwhile
        }

        if (header.Status == ResponseHeader.StatusSuccess)
        {
            pending.Complete(frame);
        }
        else
        {
            pending.Fail(Refusal(header, isFatal: false));
        }

        return null;
    }

    private static RpcRemoteException Refusal(in ResponseHeader header, bool isFatal) => new(
        Encoding.UTF8.GetString(header.ExceptionClass),
        Encoding.UTF8.GetString(header.ErrorMessage),
        (RpcErrorCode)header.ErrorCode,
        isFatal);

    private Ending NotRpc(ReadOnlySequence<byte> bytes, int length)
    {
        const int ShownBytes = 8;
        var head = bytes.Slice(0, Math.Min(bytes.Length, ShownBytes)).ToArray();
        var isText = Array.TrueForAll(head, static b => b is >= 0x20 and < 0x7F or (byte)'\r' or (byte)'\n');
        var shown = isText ? $"\"{Encoding.ASCII.GetString(head).Trim()}\"" : $"the bytes {Convert.ToHexString(head)}";
        return new Ending(
            AnyCame
                ? $"{server} sent a reply of {length} bytes that does not decode or is longer than {maxReplyBytes} "
                    + "(ipc.maximum.response.length)."
                : $"{server} does not speak Hadoop RPC: it answered {shown}. Check the port (8020 for most NameNodes; "
                    + "9870 is its web page).",
            Retriable: false,
            Cause: null);
    }
}
