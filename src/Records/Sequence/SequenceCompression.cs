namespace Hathi.Records.Sequence;

/// <summary>What is packed in a sequence file. Source: Apache <c>SequenceFile.CompressionType</c>.</summary>
internal enum SequenceCompression
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each value by itself.</summary>
    Record,

    /// <summary>Keys, values and their lengths of many records together.</summary>
    Block,
}
