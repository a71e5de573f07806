using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>
/// One fact about the name space: ids, times and stamps resolved, nothing left to decide. The live path and replay apply the same code,
/// so that the log gives back what was there. What is not persisted (targets of a pipeline) is empty at replay.
/// </summary>
internal interface IEdit
{
    /// <summary>Appends kind and fields.</summary>
    void Write(RecordWriter writer);

    /// <summary>Makes it so.</summary>
    void Apply(NameSpace space);
}
