using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What is wrong with a volume.</summary>
public enum VolumeError
{
    /// <summary>Somebody else has it.</summary>
    Locked,

    /// <summary>It belongs to another cluster, name space or DataNode, or is of a layout that is not known. It is left untouched.</summary>
    Foreign,

    /// <summary>The disk does not do what it should.</summary>
    Broken,
}

/// <summary>A volume cannot be used; the message names the directory and what to do.</summary>
public sealed class VolumeException(VolumeError error, string message, Exception? inner) : EnvironmentException(message, inner)
{
    /// <summary>The kind of trouble.</summary>
    public VolumeError Error { get; } = error;
}
