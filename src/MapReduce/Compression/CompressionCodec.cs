using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce.Compression;

/// <summary>How a packed file is read and written, chosen by the end of its name or by the class that Apache has for it (CompressionCodecFactory).</summary>
internal abstract class CompressionCodec
{
    internal static readonly CompressionCodec Gzip = new GzipCodec();
    internal static readonly CompressionCodec Default = new DeflateCodec();

    private static readonly CompressionCodec[] All = [Gzip, new Bzip2Codec(), Default, new SnappyCodec()];

    // Apache reads these too; taking their bytes for text would be a silent error.
    private static readonly (string Suffix, string Name)[] Unknown = [(".zst", "Zstandard"), (".lz4", "LZ4"), (".lzo", "LZO"), (".xz", "xz")];

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
    internal virtual Bzip2SplitReader UnpackPart(Stream packed, long start, long end, string name) => throw new NotSupportedException($"{GetType().Name} files are not split.");

    /// <summary>The codec of a file, by the end of its name in whatever case (CompressionCodecFactory.getCodec); null for a plain one.</summary>
    /// <exception cref="InvalidInputException">The file is packed in a way that is not read here.</exception>
    internal static CompressionCodec? ForPath(string path)
    {
        foreach (var codec in All)
        {
            if (path.EndsWith(codec.Suffix, StringComparison.OrdinalIgnoreCase))
            {
                return codec;
            }
        }

        foreach (var (suffix, name) in Unknown)
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidInputException(
                    $"{path} is packed with {name}, which jobs cannot read; gzip (.gz), bzip2 (.bz2), zlib (.deflate), snappy (.snappy) and plain files they can. Unpack it first.");
            }
        }

        return null;
    }

    /// <summary>The codec of a class name; null when it is not one of ours.</summary>
    internal static CompressionCodec? ByClass(string name) => Array.Find(All, c => c.JavaClass == name || c.JavaAlias == name);

    /// <summary>The codec that a property names.</summary>
    /// <exception cref="JobDefinitionException">There is none of that class.</exception>
    internal static CompressionCodec ByProperty(Configuration configuration, string property, CompressionCodec otherwise)
    {
        var name = configuration.GetString(property, otherwise.JavaClass).Trim();
        return ByClass(name) ?? throw new JobDefinitionException($"{property} = {name}: there is no such codec. There are {string.Join(", ", All.Select(c => c.JavaClass))}.");
    }

    /// <summary>The unpacked bytes. Damage is an <see cref="InvalidDataException"/> that names the file and the offset in it.</summary>
    /// <param name="packed">Read to its end; not closed.</param>
    /// <param name="name">Of the file, for messages.</param>
    internal abstract UnpackStream Unpack(Stream packed, string name);

    /// <summary>A stream that packs what is written to it. Disposing it writes the end, without which nothing can be unpacked; flushing does nothing.</summary>
    /// <param name="target">Takes the packed bytes; not closed.</param>
    internal abstract Stream Pack(Stream target);
}
