using System.Diagnostics;
using System.Net.Sockets;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Transfer.Ops;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer.Serve;

/// <summary>Runs the operations of one connection, on a thread of its own while there are some. Source: DataXceiver.run.</summary>
internal static class TransferSession
{
    /// <summary>
    /// How long a thread waits for a further operation before the connection is put aside: a client that reads on asks at once.
    /// </summary>
    private const int LingerMilliseconds = 20;

    /// <summary>Runs operations as long as they come quickly.</summary>
    /// <returns>True: the connection may be kept for a later operation; false: it is to be closed.</returns>
    internal static bool Run(TransferContext context, Connection connection)
    {
        try
        {
            do
            {
                if (!RunOne(context, connection) || context.Options.KeepAlive == 0)
                {
                    return false;
                }
            }
            while (!connection.Buffered.IsEmpty || connection.Socket.WaitReadable(LingerMilliseconds));

            return true;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or ObjectDisposedException)
        {
            context.Log.PeerGone(connection.Remote, e.Message);
        }
        catch (MalformedMessageException e)
        {
            context.Log.PeerWrong(connection.Remote, e.Message);
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            context.CheckDisk(e);
            context.Log.OperationFailed(connection.Remote, e.Message);
        }
        catch (Exception e)
        {
            context.Log.OperationBroke(e, connection.Remote);
            Debug.Assert(false, e.ToString());
        }

        return false;
    }

    private static bool RunOne(TransferContext context, Connection connection)
    {
        var options = context.Options;
        connection.SetTimeouts(options.SocketTimeout, options.SocketWriteTimeout);
        long until = 0;
        while (true)
        {
            if (OpHeader.TryRead(connection.Buffered, out var op, out var body, out var consumed))
            {
                if (until != 0)
                {
                    connection.SetTimeouts(options.SocketTimeout, options.SocketWriteTimeout);
                }

                return Dispatch(context, connection, op, body, consumed);
            }

            if (!connection.FillWithin(ref until))
            {
                return false;
            }
        }
    }

    private static bool Dispatch(TransferContext context, Connection connection, DataTransferOp op, ReadOnlySpan<byte> body, int consumed)
    {
        switch (op)
        {
            case DataTransferOp.WriteBlock:
                WriteBlockOp.Run(context, connection, Parse(connection, body, consumed, OpWriteBlockProto.Parser));
                return false;
            case DataTransferOp.ReadBlock:
                return ReadBlockOp.Run(context, connection, Parse(connection, body, consumed, OpReadBlockProto.Parser));
            case DataTransferOp.TransferBlock:
                TransferBlockOp.Run(context, connection, Parse(connection, body, consumed, OpTransferBlockProto.Parser));
                return false;
            case DataTransferOp.BlockChecksum:
                return BlockChecksumOp.Run(context, connection, Parse(connection, body, consumed, OpBlockChecksumProto.Parser));
            case DataTransferOp.CopyBlock:
                CopyBlockOp.Run(context, connection, Parse(connection, body, consumed, OpCopyBlockProto.Parser));
                return false;
            case DataTransferOp.ReplaceBlock:
                ReplaceBlockOp.Run(context, connection, Parse(connection, body, consumed, OpReplaceBlockProto.Parser));
                return false;
            default:
                connection.Take(consumed);
                return RefusedOps.Run(connection, op);
        }
    }

    private static T Parse<T>(Connection connection, ReadOnlySpan<byte> body, int consumed, Google.Protobuf.MessageParser<T> parser)
        where T : class, Google.Protobuf.IMessage<T>
    {
        var message = ProtoMessage.Parse(body, parser);
        connection.Take(consumed);
        return message;
    }
}
