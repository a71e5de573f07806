namespace Hathi.Yarn.NodeManager.Tracker;

/// <summary>The ResourceManager does not want this node.</summary>
internal sealed class NodeStoppedException(string message) : Exception(message);
