namespace Hathi.Hdfs.Core.Edits;

/// <summary>What holds for every record of the edit log.</summary>
internal static class EditFormat
{
    /// <summary>
    /// Bytes of a record, all edits of one step; none that is longer is written, and to a reader a longer one is damage. The longest is
    /// that of a tick that takes back a thousand leases; the log takes records of eight times that.
    /// </summary>
    public const int MaxRecordBytes = 16 * 1024 * 1024;
}
