using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>What a client uses when it is not told otherwise (getServerDefaults). Answer: <see cref="ServerDefaults"/>.</summary>
public sealed class GetServerDefaultsRequest : ClientRequest;
