namespace Hathi.MapReduce.Compression;

/// <summary>How a packed file is read, chosen by the end of its name (Apache's CompressionCodecFactory).</summary>
internal abstract class CompressionCodec
{
    private static readonly CompressionCodec[] All = [new GzipCodec(), new Bzip2Codec()];

    // Apache reads these too; taking their bytes for text would be a silent error.
    private static readonly (string Suffix, string Name)[] Unknown =
        [(".zst", "Zstandard"), (".lz4", "LZ4"), (".snappy", "Snappy"), (".deflate", "zlib"), (".lzo", "LZO"), (".xz", "xz")];

    /// <summary>Of file names, with its dot.</summary>
    protected abstract string Suffix { get; }

    /// <summary>The codec of a file; null for a plain one.</summary>
    /// <exception cref="InvalidInputException">The file is packed in a way that is not read here.</exception>
    internal static CompressionCodec? ForPath(string path)
    {
        foreach (var codec in All)
        {
            if (path.EndsWith(codec.Suffix, StringComparison.Ordinal))
            {
                return codec;
            }
        }

        foreach (var (suffix, name) in Unknown)
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal))
            {
                throw new InvalidInputException($"{path} is packed with {name}, which jobs cannot read; gzip (.gz), bzip2 (.bz2) and plain files they can. Unpack it first.");
            }
        }

        return null;
    }

    /// <summary>The unpacked bytes. Damage is an <see cref="InvalidDataException"/> that names the file and the offset in it.</summary>
    /// <param name="packed">Read to its end; not closed.</param>
    /// <param name="name">Of the file, for messages.</param>
    internal abstract Stream Unpack(Stream packed, string name);
}
