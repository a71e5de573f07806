using Hathi.Base;

namespace Hathi.Yarn.ResourceManager.Launch;

/// <summary>A NodeManager does not start the container of an application master; the message is its own.</summary>
internal sealed class LaunchRefusedException(string message) : RefusedException(message);
