using System.Net.Sockets;
using System.Security.Authentication;
using Hathi.Base;
using Hathi.Hadoop.Conf;

namespace Hathi.Cli.Kit;

/// <summary>
/// Which exceptions are told to the user as one line: what a peer refused and what the environment did. Everything else is a
/// bug and ends the program.
/// </summary>
internal static class Failures
{
    public static bool IsReportable(Exception e) =>
        DiskFaults.Is(e) || e is SocketException or AuthenticationException or InvalidDataException or ConfigurationException
            or TimeoutException or NotSupportedException;

    /// <summary>A failure of the same kind, told in other words.</summary>
    public static IOException InOtherWords(IOException e, string message) =>
        e is EnvironmentException ? new EnvironmentException(message, e) : new RefusedException(message, e);

    /// <summary>The first line of the message, as Apache's shell prints it.</summary>
    public static string Describe(Exception e)
    {
        var message = e.Message;
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? message : message[..end];
    }
}
