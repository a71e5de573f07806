using Hathi.Hadoop.Conf;
using Hathi.Records.Compression;

namespace Hathi.MapReduce;

/// <summary>The codecs of a job's files, and what is said of those there are not.</summary>
internal static class JobCodecs
{
    // Apache reads these too; taking their bytes for text would be a silent error.
    private static readonly (string Suffix, string Name)[] Unknown =
    [
        (".zst", "Zstandard"), (".lz4", "LZ4"), (".lzo", "LZO"), (".xz", "xz"),
    ];

    extension(CompressionCodec)
    {
        /// <summary>
        /// The codec of a file, by the end of its name in whatever case (CompressionCodecFactory.getCodec); null for a plain one.
        /// </summary>
        /// <exception cref="InvalidInputException">The file is packed in a way that is not read here.</exception>
        internal static CompressionCodec? ForPath(string path)
        {
            foreach (var codec in CompressionCodec.All)
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
                        $"{path} is packed with {name}, which jobs cannot read; "
                        + "gzip (.gz), bzip2 (.bz2), zlib (.deflate), snappy (.snappy) and plain files they can. Unpack it first.");
                }
            }

            return null;
        }

        /// <summary>The codec that a property names.</summary>
        /// <exception cref="JobDefinitionException">There is none of that class.</exception>
        internal static CompressionCodec ByProperty(Configuration configuration, string property, CompressionCodec otherwise)
        {
            var name = configuration.GetString(property, otherwise.JavaClass).Trim();
            return CompressionCodec.ByClass(name) ?? throw new JobDefinitionException($"{property} = {name}: there is no such codec. "
                + $"There are {string.Join(", ", CompressionCodec.All.Select(c => c.JavaClass))}.");
        }
    }
}
