using System.Net;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>
/// The most that a request to a DataNode may hold. What it costs to read one is bounded before: by the bytes of a call, and of an operation
/// (<see cref="OpHeader.MaxBodyBytes"/>). Texts are counted in UTF-16 characters. A list or a number that is not named here ends with what
/// it is compared with: a replica's length, a generation stamp.
/// </summary>
internal static class RequestLimits
{
    /// <summary>
    /// Nodes behind this one, and of what belongs to each: all acknowledgements of a pipeline must fit one message (dfs.replication.max).
    /// </summary>
    public const int Targets = PipelineAck.MaxReplies - 1;

    /// <summary>
    /// Characters of a client's name, as the NameNode has it: Apache's are DFSClient_ with the id of a task attempt and
    /// two numbers, under 150.
    /// </summary>
    public const int ClientName = 1_024;

    /// <summary>
    /// Characters of a DataNode's id: a UUID has 36. A NameNode takes no report that names a longer one, nor what else is in that report:
    /// it would be sent again and again, and nothing of this node's changes be told any more.
    /// </summary>
    public const int UuidCharacters = 128;

    /// <summary>Characters of a host name or an address: a DNS name has at most 253.</summary>
    public const int HostCharacters = 253;

    /// <summary>
    /// Characters that an answer or the log repeats of what was sent: more than an address, or the name of a block
    /// pool with one in it, has.
    /// </summary>
    public const int ToldCharacters = 80;

    /// <summary>The largest number of a port; 0 is none.</summary>
    public const int Port = IPEndPoint.MaxPort;
}
