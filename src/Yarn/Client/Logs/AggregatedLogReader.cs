using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Hathi.Hdfs.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client.Logs;

/// <summary>One log file of one container.</summary>
/// <param name="Container"><c>container_…</c>.</param>
/// <param name="Name">Such as stderr.</param>
/// <param name="Length">Bytes.</param>
public sealed record AggregatedLogEntry(string Container, string Name, long Length);

/// <summary>
/// Reads aggregated logs that Hathi's or Apache's NodeManagers wrote (TFile, not compressed or gz). Source: AggregatedLogFormat.LogReader.
/// </summary>
public static class AggregatedLogReader
{
    internal const string VersionKey = "VERSION";
    internal const string AccessKey = "APPLICATION_ACL";
    internal const string OwnerKey = "APPLICATION_OWNER";

    /// <summary>The nodes that have logs of an application: files, in name order; none when there are no logs (yet).</summary>
    public static async IAsyncEnumerable<FileStatus> NodeFilesAsync(
        FileSystem fileSystem, AggregatedLogPaths paths, string user, ApplicationIdProto application,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = paths.Application(user, application);
        if (await fileSystem.GetFileStatusAsync(directory, cancellationToken).ConfigureAwait(false) is null)
        {
            yield break;
        }

        await foreach (var file in fileSystem.ListAsync(directory, cancellationToken).ConfigureAwait(false))
        {
            if (!file.IsDirectory && !file.Name.EndsWith(AggregatedLogPaths.Unfinished, StringComparison.Ordinal))
            {
                yield return file;
            }
        }
    }

    /// <summary>Hands every log file in a node's file to a visitor, in the order written, with a stream over its content.</summary>
    /// <param name="file">Seekable; stays the caller's.</param>
    /// <param name="visit">May read as much of the stream as it likes, before it returns.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="InvalidDataException">It is no aggregated log, or a damaged one.</exception>
    public static async Task VisitAsync(Stream file, Func<AggregatedLogEntry, Stream, Task> visit, CancellationToken cancellationToken)
    {
        var reader = await TFileReader.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await reader.VisitAsync(
            async (key, value) =>
            {
                var container = Key(key);
                if (container is VersionKey or AccessKey or OwnerKey)
                {
                    return;
                }

                while (await value.TextAsync(cancellationToken).ConfigureAwait(false) is { } name)
                {
                    var text = await value.TextAsync(cancellationToken).ConfigureAwait(false);
                    if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                    {
                        throw new InvalidDataException(
                            $"The length of {name} of {container} is \"{text}\": the aggregated log is damaged.");
                    }

                    var content = new LogContentStream(value, length);
                    await visit(new AggregatedLogEntry(container, name, length), content).ConfigureAwait(false);
                    await content.SkipAsync(cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static string Key(byte[] key) => key.Length >= sizeof(ushort)
        && BinaryPrimitives.ReadUInt16BigEndian(key) == key.Length - sizeof(ushort)
        ? Encoding.UTF8.GetString(key.AsSpan(sizeof(ushort)))
        : throw new InvalidDataException("A key of the aggregated log is no text: it is damaged.");
}
