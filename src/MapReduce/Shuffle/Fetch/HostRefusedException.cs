using Hathi.Base;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>A shuffle service answers a reducer, and refuses it the map outputs, or cannot show that it is the one that has them.</summary>
internal sealed class HostRefusedException(string message) : RefusedException(message);
