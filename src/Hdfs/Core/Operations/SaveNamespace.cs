using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>May the caller save the name space now (saveNamespace): superuser, in safe mode. Answer: true; the shell then writes the checkpoint and replies to the client.</summary>
public sealed class SaveNamespaceRequest : ClientRequest;
