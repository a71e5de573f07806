using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>An address has begun more frames than its share of the server's memory holds: the connection is closed.</summary>
internal sealed class PipeShareException(string message) : RefusedException(message);
