namespace Hathi.Yarn.NodeManager.State;

/// <summary>Where a container is in its life. Names are those that REST shows.</summary>
internal enum ContainerState
{
    New,
    Localizing,
    Scheduled,
    Running,
    Killing,
    Done,
}
