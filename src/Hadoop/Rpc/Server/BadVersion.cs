using System.Buffers.Binary;
using System.Text;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// The answers to a connection that does not start with "hrpc" and 9, in the form that such a client understands. Source: Apache's
/// <c>Server.setupBadVersionResponse</c> and <c>setupHttpRequestOnIpcPortResponse</c>.
/// </summary>
internal static class BadVersion
{
    private const int FirstWithHeaders = 9;
    private const int FirstWithFatalStatus = 3;
    private const int Oldest = 2;
    private const int OldFatalStatus = -1;

    /// <summary>What a browser gets.</summary>
    private const string HttpAnswer =
        "HTTP/1.1 404 Not Found\r\n" +
        "Content-type: text/plain\r\n\r\n" +
        "It looks like you are making an HTTP request to a Hadoop IPC port. " +
        "This is not the correct port for the web interface on this daemon.\r\n";

    /// <summary>The answer to these seven bytes: null when they are right; empty when nothing is to be said before closing.</summary>
    public static byte[]? Answer(ReadOnlySpan<byte> header)
    {
        if (header.StartsWith("GET "u8))
        {
            return Encoding.ASCII.GetBytes(HttpAnswer);
        }

        var version = (sbyte)header[4];
        if (header.StartsWith(ConnectionHeader.Magic) && version == ConnectionHeader.Version)
        {
            return null;
        }

        var message = $"Server IPC version {ConnectionHeader.Version} cannot communicate with client version {version}";
        return version switch
        {
            >= FirstWithHeaders => Frame(new RpcFault(JavaErrors.VersionMismatch, message, RpcErrorCode.FatalVersionMismatch)),
            >= FirstWithFatalStatus => OldAnswer(writesStatus: true, message),
            Oldest => OldAnswer(writesStatus: false, message),
            _ => [],
        };
    }

    /// <summary>A fault that belongs to no call, as a frame.</summary>
    public static byte[] Frame(RpcFault fault)
    {
        var frame = new ErrorFrame(CallIds.AuthorizationFailed, RequestHeader.Absent, [], fault);
        var bytes = new byte[frame.Size];
        frame.Write(bytes);
        return bytes;
    }

    /// <summary>Versions 3 to 8: call id -1, status -1, class, message. Version 2: call id 0, the byte 1 (error), class, message.</summary>
    private static byte[] OldAnswer(bool writesStatus, string message)
    {
        var bytes = new List<byte>();
        AppendInt(bytes, writesStatus ? CallIds.AuthorizationFailed : 0);
        if (writesStatus)
        {
            AppendInt(bytes, OldFatalStatus);
        }
        else
        {
            bytes.Add(1);
        }

        AppendText(bytes, JavaErrors.VersionMismatch);
        AppendText(bytes, message);
        return [.. bytes];
    }

    /// <summary>A string of the old format: four bytes of length, then UTF-8.</summary>
    private static void AppendText(List<byte> bytes, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        AppendInt(bytes, utf8.Length);
        bytes.AddRange(utf8);
    }

    private static void AppendInt(List<byte> bytes, int value)
    {
        Span<byte> four = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(four, value);
        bytes.AddRange(four);
    }
}
