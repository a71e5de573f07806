using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The block side's queues as text (metaSave): superuser. Answer: string; the shell writes it to the file that the client named.</summary>
public sealed class MetaSaveRequest : ClientRequest;
