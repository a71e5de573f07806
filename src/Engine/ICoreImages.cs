using Hathi.Log;

namespace Hathi.Engine;

/// <summary>A Core on its way to and from a disk; the Core itself knows no streams.</summary>
/// <typeparam name="TCore">The Core.</typeparam>
public interface ICoreImages<TCore> : ILogState<TCore>
{
    /// <summary>Writes the whole state.</summary>
    void Write(TCore core, Stream stream);
}
