namespace Hathi.Records.Compression;

/// <summary>
/// Unpacks zlib streams until the file ends. Checksums are verified, and a file that stops in the middle is an error. Used by one
/// thread. Source: RFC 1950.
/// </summary>
internal sealed class DeflateReader(Stream packed, string name) : InflateReader(packed, noHeader: false)
{
    protected override bool TakeHeader() => Input.Fill() || (Input.Offset == 0 ? throw EndsEarly() : false);

    protected override InvalidDataException Damaged(string what) =>
        new($"{name} is not a sound zlib file: near byte {Input.Offset} {what}. If it is not packed at all, rename it without .deflate.");

    protected override InvalidDataException EndsEarly() =>
        new($"{name} is cut off: it ends after {Input.Offset} bytes in the middle of zlib data. Store the whole file again.");
}
