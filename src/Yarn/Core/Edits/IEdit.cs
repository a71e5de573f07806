using Hathi.Base;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Edits;

/// <summary>One fact about the applications, nothing left to decide. The live path and replay apply the same code, so that the log gives back what was there.</summary>
internal interface IEdit
{
    /// <summary>Appends kind and fields.</summary>
    void Write(RecordWriter writer);

    /// <summary>Makes it so.</summary>
    void Apply(RmState state);
}
