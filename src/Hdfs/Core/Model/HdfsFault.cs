namespace Hathi.Hdfs.Core.Model;

/// <summary>
/// The NameNode refuses: turned into an effect by the step. An operation of a client throws it before it changes anything. What DataNodes
/// tell may have been taken in by then, in part or (of damage) all that could be.
/// </summary>
/// <param name="error">The kind of refusal.</param>
/// <param name="message">What happened, where, and what to do; in the words that Apache's users know where they are known.</param>
public sealed class HdfsFault(HdfsError error, string message) : CoreFault(message)
{
    public HdfsError Error { get; } = error;
}
