using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>What the peer's Java exception classes are here: the only place that knows.</summary>
internal static class RemoteErrors
{
    /// <summary>The exception that a user of the library sees; the remote one is its inner exception.</summary>
    internal static Exception Translate(RpcRemoteException remote)
    {
        var message = WithoutStackTrace(remote.Message);
        return remote.JavaClass switch
        {
            JavaExceptions.FileNotFound => new FileNotFoundException(message, remote),
            JavaExceptions.FileAlreadyExists => new FileAlreadyExistsException(message, remote),
            JavaExceptions.AccessControl or JavaExceptions.Authorization => new AccessControlException(message, remote),
            JavaExceptions.SafeMode => new SafeModeException(message, remote),
            _ => new HdfsException(remote.JavaClass, message, remote),
        };
    }

    /// <summary>Apache's servers send the Java stack behind the message; users have no use for it.</summary>
    internal static string WithoutStackTrace(string message)
    {
        var end = 0;
        while (end < message.Length)
        {
            var next = message.IndexOf('\n', end);
            if (next < 0)
            {
                return message;
            }

            var following = message.AsSpan(next + 1);
            if (following.StartsWith("\tat ") || following.StartsWith("Caused by: "))
            {
                return message[..next];
            }

            end = next + 1;
        }

        return message.TrimEnd('\n');
    }
}
