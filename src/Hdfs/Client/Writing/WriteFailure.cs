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
        _ => new IOException(failure.Message, failure),
    };
}
