using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client;

/// <summary>The file system refused. <see cref="JavaClass"/> is the class that Apache's server named (or would have).</summary>
public class HdfsException(string javaClass, string message, Exception? inner) : RefusedException(message, inner)
{
    public string JavaClass { get; } = javaClass;

    /// <summary>A refusal without a class of its own.</summary>
    /// <param name="message">What is refused, and what can be done.</param>
    public static HdfsException Of(string message) => new(JavaExceptions.IOException, message, null);
}

/// <summary>Permission denied.</summary>
public sealed class AccessControlException(string message, Exception? inner)
    : HdfsException(JavaExceptions.AccessControl, message, inner);

/// <summary>The target exists and was not to be replaced.</summary>
public sealed class FileAlreadyExistsException(string message, Exception? inner)
    : HdfsException(JavaExceptions.FileAlreadyExists, message, inner);

/// <summary>The NameNode is in safe mode: it serves reads and refuses changes.</summary>
public sealed class SafeModeException(string message, Exception? inner)
    : HdfsException(JavaExceptions.SafeMode, message, inner);
