using Hathi.Base;
using Hathi.Hdfs.Client.Reading;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>What happened in the background as the writer is told of it: the same kind of exception, thrown where it is awaited.</summary>
internal static class WriteFailure
{
    internal static Exception Wrap(Exception failure) => failure switch
    {
        HdfsException refused => refused switch
        {
            AccessControlException => new AccessControlException(refused.Message, refused),
            SafeModeException => new SafeModeException(refused.Message, refused),
            _ => new HdfsException(refused.JavaClass, refused.Message, refused),
        },
        FileNotFoundException missing => new FileNotFoundException(missing.Message, missing),
        RefusedException => new RefusedException(failure.Message, failure),
        _ => new EnvironmentException(failure.Message, failure),
    };

    /// <summary>The program has given the file up.</summary>
    internal static RefusedException Aborted(string path) => new($"Writing {path} was aborted.");

    /// <summary>The NameNode does not close the file.</summary>
    internal static EnvironmentException NotReported(string path, ExtendedBlockProto? last) =>
        new($"Unable to close {path}: its last block {(last is null ? "" : BlockReader.Name(last))} is not reported by enough DataNodes. "
            + "Look at their logs; the lease is recovered later, or by recoverLease.");
}
