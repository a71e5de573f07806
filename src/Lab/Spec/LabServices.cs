namespace Hathi.Lab.Spec;

/// <summary>What a lab serves.</summary>
[Flags]
public enum LabServices
{
    /// <summary>Files: a NameNode, and a DataNode on every node.</summary>
    Hdfs = 1,

    /// <summary>Programs: a ResourceManager and the job history, and a NodeManager on every node.</summary>
    Yarn = 2,

    /// <summary>Tables: a ring, so far of one node.</summary>
    Ring = 4,

    /// <summary>Everything.</summary>
    All = Hdfs | Yarn | Ring,
}
