namespace Hathi.Rpc.Cores;

/// <summary>A Core on its way to and from a disk; the Core itself knows no streams.</summary>
/// <typeparam name="TCore">The Core.</typeparam>
public interface ICoreImages<TCore>
{
    /// <summary>A Core that nothing was loaded into.</summary>
    TCore NewCore();

    /// <summary>Repeats an edit.</summary>
    void Replay(TCore core, ReadOnlySpan<byte> edit);

    /// <summary>Writes the whole state.</summary>
    void Write(TCore core, Stream stream);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The image is damaged or of a version that is not known here.</exception>
    void Read(Stream stream, TCore core);
}
