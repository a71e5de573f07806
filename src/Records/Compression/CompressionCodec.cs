namespace Hathi.Records.Compression;

/// <summary>
/// How a packed file is read and written, chosen by the end of its name or by the class that Apache has for it (CompressionCodecFactory).
/// </summary>
internal abstract class CompressionCodec
{
    internal static readonly CompressionCodec Gzip = new GzipCodec();
    internal static readonly CompressionCodec Default = new DeflateCodec();

    internal static readonly CompressionCodec[] All = [Gzip, new Bzip2Codec(), Default, new SnappyCodec()];

    /// <summary>Of file names, with its dot.</summary>
    internal abstract string Suffix { get; }

    /// <summary>Apache's class, as job configurations and sequence files name it.</summary>
    internal abstract string JavaClass { get; }

    /// <summary>Another class of Apache's that is the same thing.</summary>
    protected virtual string? JavaAlias => null;

    /// <summary>A reader can start in the middle of a file.</summary>
    internal virtual bool CanSplit => false;

    /// <summary>Unpacks what starts in a part of a file, see <see cref="CanSplit"/>.</summary>
    /// <param name="packed">The file from the part's start on.</param>
    /// <param name="start">Of the part, bytes.</param>
    /// <param name="end">Of the part.</param>
    /// <param name="name">Of the file, for messages.</param>
    internal virtual Bzip2SplitReader UnpackPart(Stream packed, long start, long end, string name) =>
        throw new NotSupportedException($"{GetType().Name} files are not split.");

    /// <summary>The codec of a class name; null when it is not one of ours.</summary>
    internal static CompressionCodec? ByClass(string name) => Array.Find(All, c => c.JavaClass == name || c.JavaAlias == name);

    /// <summary>The unpacked bytes. Damage is an <see cref="InvalidDataException"/> that names the file and the offset in it.</summary>
    /// <param name="packed">Read to its end; not closed.</param>
    /// <param name="name">Of the file, for messages.</param>
    internal abstract UnpackStream Unpack(Stream packed, string name);

    /// <summary>
    /// A stream that packs what is written to it. Disposing it writes the end, without which nothing can be unpacked;
    /// flushing does nothing.
    /// </summary>
    /// <param name="target">Takes the packed bytes; not closed.</param>
    internal abstract Stream Pack(Stream target);
}
