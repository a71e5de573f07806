using Hathi.Base;

namespace Hathi.Hdfs.NameNode.Storage;

/// <summary>The NameNode cannot start or go on because of what it finds around it; the message says where and what to do.</summary>
public sealed class NameNodeException(string message, Exception? inner) : EnvironmentException(message, inner);
