namespace Hathi.Ring.Core.Schema.Image;

/// <summary>
/// The bytes of an image, version 1: frames of <c>length u32 little-endian | content</c>. The first frame's content is the magic and the
/// version (a varint); those that follow hold edits (<see cref="Edits.EditKind"/>) that make the schema from the system's keyspaces, an
/// edit never crossing a frame; the last one is a zero byte, then the number of keyspaces and tables, so that an image that was cut is
/// noticed.
/// Checksums are the business of whoever stores it.
/// </summary>
internal static class ImageFormat
{
    public const int Version = 1;

    /// <summary>Edits are collected until a frame has so many bytes.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>No frame is longer: a longer one is damage.</summary>
    public const int MaxFrameBytes = FrameBytes + (2 * SchemaLimits.MaxDefinitionBytes);

    /// <summary>First byte of the last frame; no edit has this kind.</summary>
    public const byte End = 0;

    public static ReadOnlySpan<byte> Magic => "HATHIRSC"u8;
}
