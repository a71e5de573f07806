namespace Hathi.Yarn.Core.Image;

/// <summary>
/// The bytes of an image, version 1: frames of <c>length u32 little-endian | content</c>. The first frame's content is the magic and the
/// version (a varint); those that follow hold edits (<see cref="Edits.EditKind"/>) that make the state from nothing, an edit never crossing
/// a frame; the last one is a zero byte, then the number of applications and of secrets, so that an image that was cut is noticed.
/// Applications that have ended come in the order in which they did, then the others by number. Checksums are the
/// business of whoever stores it.
/// </summary>
internal static class ImageFormat
{
    public const int Version = 1;

    /// <summary>Edits are collected until a frame has so many bytes.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>No frame is longer: a longer one is damage. An application's launch context may be some MiB.</summary>
    public const int MaxFrameBytes = 256 * 1024 * 1024;

    /// <summary>First byte of the last frame; no edit has this kind.</summary>
    public const byte End = 0;

    public static ReadOnlySpan<byte> Magic => "HATHIRMS"u8;
}
