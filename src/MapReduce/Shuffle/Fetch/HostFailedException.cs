using Hathi.Base;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// What lies between a reducer and map outputs has failed: the node, its shuffle service, the network, the bytes that came. The outputs are
/// asked for again, of the same host after a pause.
/// </summary>
internal sealed class HostFailedException(string message, Exception inner) : EnvironmentException(message, inner);
