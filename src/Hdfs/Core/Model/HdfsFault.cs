namespace Hathi.Hdfs.Core.Model;

/// <summary>The NameNode refuses: thrown inside an operation before it has changed anything, turned into an effect by the step.</summary>
/// <param name="error">The kind of refusal.</param>
/// <param name="message">What happened, where, and what to do; in the words that Apache's users know where they are known.</param>
public sealed class HdfsFault(HdfsError error, string message) : CoreFault(message)
{
    public HdfsError Error { get; } = error;
}
