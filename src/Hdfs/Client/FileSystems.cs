using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Hdfs.Client;

/// <summary>Finds the file system that a URI names.</summary>
public static class FileSystems
{
    /// <summary>A file system; the caller disposes it. Nothing is connected before the first call.</summary>
    /// <param name="uri">For example hdfs://host:8020; null takes fs.defaultFS. What follows the authority does not matter.</param>
    /// <param name="configuration">Copied.</param>
    /// <exception cref="ConfigurationException">There is no file system of this scheme, or fs.defaultFS is no URI.</exception>
    public static FileSystem Get(Uri? uri, Configuration configuration)
    {
        uri ??= DefaultUri(configuration);
        return uri.Scheme switch
        {
            "file" => new LocalFileSystem(configuration),
            "hdfs" => new HdfsFileSystem(uri, configuration, CurrentUser.Name),
            _ => throw new ConfigurationException(
                $"No FileSystem for scheme \"{uri.Scheme}\" ({uri}); hdfs and file are known. Check the path or fs.defaultFS.", null),
        };
    }

    /// <summary>fs.defaultFS as a URI; a plain host means hdfs://host.</summary>
    /// <exception cref="ConfigurationException">It is no URI.</exception>
    public static Uri DefaultUri(Configuration configuration)
    {
        var text = configuration.Get(HdfsKeys.DefaultFileSystem);
        if (!text.Contains(':', StringComparison.Ordinal) || !text.Contains('/', StringComparison.Ordinal))
        {
            text = "hdfs://" + text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            ? uri
            : throw new ConfigurationException(
                $"{HdfsKeys.DefaultFileSystem} = {text}: this is not a URI such as hdfs://host:8020 or file:///.", null);
    }
}
