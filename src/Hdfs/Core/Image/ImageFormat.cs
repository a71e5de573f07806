namespace Hathi.Hdfs.Core.Image;

/// <summary>
/// The bytes of an image, version 1. Frames of <c>length u32 little-endian | records</c>; a record never crosses a frame. Numbers are
/// varints, times zigzag varints, texts length and UTF-8. The tree comes depth first: a directory, what is in it in the order of names,
/// the end of the directory.
/// <code>
/// Header      magic 8 bytes | version | last inode id | last block id | last generation stamp
/// Attributes  owner | group | mode                            numbered from 0 in order
/// Layout      block size | replication | policy 1 byte        numbered from 0 in order
/// Root        times | attributes
/// Directory   id | name | times | attributes
/// File        id | name | times | attributes | layout | count | (block id, length, stamp)…
/// OpenFile    holder | machine | last is open 1 byte | length of the last block | state of the last block 1 byte    behind its file
/// EndOfDirectory
/// Answer      client id 16 bytes | call id | expires | answer
/// End         files | directories | open files | answers      all counted: an image that was cut is noticed
/// </code>
/// Checksums are the business of whoever stores it.
/// </summary>
internal static class ImageFormat
{
    public const int Version = 1;

    /// <summary>Records are collected until a frame has so many bytes.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>
    /// Bytes of a frame; the writer writes none that is longer, to the reader a longer one is damage. The longest record is a file's: a
    /// name of 65,535 bytes and 16,384 blocks of three numbers have half a MiB; it may follow other records that fill
    /// a frame but for a byte.
    /// </summary>
    public const int MaxFrameBytes = 16 * 1024 * 1024;

    public static ReadOnlySpan<byte> Magic => "HATHIIMG"u8;
}

/// <summary>First byte of a record. Numbers only grow.</summary>
internal enum ImageRecord : byte
{
    Header = 1,
    Attributes = 2,
    Layout = 3,
    Root = 4,
    Directory = 5,
    File = 6,
    OpenFile = 7,
    EndOfDirectory = 8,
    Answer = 9,
    End = 10,
}
