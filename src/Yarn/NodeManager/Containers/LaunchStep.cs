namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// What comes next in the launch of a container. A node may end before each of them, and the next one in its directories goes
/// on from what is there.
/// </summary>
internal enum LaunchStep
{
    /// <summary>Its resources are fetched; its request is written.</summary>
    Localize,

    /// <summary>Its log directory is made.</summary>
    Logs,

    /// <summary>Its directories, links and script are written.</summary>
    Prepare,

    /// <summary>Its first process is started.</summary>
    Start,

    /// <summary>The process is looked at; it may not have written its number yet.</summary>
    Look,

    /// <summary>The process is remembered.</summary>
    Remember,

    /// <summary>The process is watched.</summary>
    Watch,
}
