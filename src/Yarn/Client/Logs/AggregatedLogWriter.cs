using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Platform.Disk;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Yarn.Client.Logs;

/// <summary>
/// Writes what one node has of an application's logs, as <c>yarn logs</c> reads it: a record for each container. Not thread-safe.
/// Source: AggregatedLogFormat.LogWriter.
/// </summary>
public sealed class AggregatedLogWriter
{
    private const int Version = 1;
    private const int CopyBytes = 64 * 1024;

    /// <summary>writeUTF takes no more bytes.</summary>
    private const int MaxTextBytes = ushort.MaxValue;

    private readonly TFileWriter _file;
    private readonly byte[] _buffer = new byte[CopyBytes];

    private AggregatedLogWriter(TFileWriter file) => _file = file;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Empty; stays the caller's.</param>
    /// <param name="compress">Whether blocks are compressed.</param>
    /// <param name="owner">The application's user.</param>
    /// <param name="accessLists">Who may view (VIEW_APP) and change (MODIFY_APP) it.</param>
    /// <param name="cancellationToken">Gives it up; the file is of no use then.</param>
    public static async Task<AggregatedLogWriter> BeginAsync(
        Stream output, bool compress, string owner, IReadOnlyList<KeyValuePair<string, string>> accessLists,
        CancellationToken cancellationToken)
    {
        var writer = new AggregatedLogWriter(new TFileWriter(output, compress));
        await writer._file.BeginAsync(cancellationToken).ConfigureAwait(false);
        var version = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(version, Version);
        await writer.RecordAsync(AggregatedLogReader.VersionKey, version, cancellationToken).ConfigureAwait(false);
        var lists = accessLists.SelectMany(static p => Text(p.Key).Concat(Text(p.Value))).ToArray();
        await writer.RecordAsync(AggregatedLogReader.AccessKey, lists, cancellationToken).ConfigureAwait(false);
        await writer.RecordAsync(AggregatedLogReader.OwnerKey, Text(owner), cancellationToken).ConfigureAwait(false);
        return writer;
    }

    /// <summary>
    /// Adds the log files of a container; those that cannot be read, links and pipes among them, say so in their place.
    /// Nothing when there are none.
    /// </summary>
    /// <param name="containerId">Whose they are.</param>
    /// <param name="root">A directory above them in which the container names nothing; see <see cref="RegularFile.OpenBelow"/>.</param>
    /// <param name="files">Their paths.</param>
    /// <param name="cancellationToken">Gives the whole up.</param>
    public async Task AddContainerAsync(string containerId, string root, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return;
        }

        await _file.KeyAsync(Text(containerId), cancellationToken).ConfigureAwait(false);
        foreach (var path in files)
        {
            await AddFileAsync(root, path, cancellationToken).ConfigureAwait(false);
        }

        await _file.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the end of the file.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => _file.CloseAsync(cancellationToken);

    private async Task AddFileAsync(string root, string path, CancellationToken cancellationToken)
    {
        SafeFileHandle file;
        try
        {
            file = RegularFile.OpenBelow(root, path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            var message = Encoding.UTF8.GetBytes($"Error aggregating log file. Log file : {path}. {e.Message}");
            await HeadAsync(path, message.Length, cancellationToken).ConfigureAwait(false);
            await _file.ValueAsync(message, cancellationToken).ConfigureAwait(false);
            return;
        }

        using (file)
        {
            var (at, left) = (0L, RandomAccess.GetLength(file));
            await HeadAsync(path, left, cancellationToken).ConfigureAwait(false);
            while (left > 0)
            {
                var read = await RandomAccess.ReadAsync(
                    file, _buffer.AsMemory(0, (int)Math.Min(left, CopyBytes)), at, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    // It became shorter: the length that was told must be kept.
                    read = (int)Math.Min(left, CopyBytes);
                    _buffer.AsSpan(0, read).Fill((byte)'\n');
                }

                await _file.ValueAsync(_buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                (at, left) = (at + read, left - read);
            }
        }
    }

    private async Task HeadAsync(string path, long length, CancellationToken cancellationToken)
    {
        byte[] head = [.. Text(Path.GetFileName(path)), .. Text(length.ToString(CultureInfo.InvariantCulture))];
        await _file.ValueAsync(head, cancellationToken).ConfigureAwait(false);
    }

    private async Task RecordAsync(string key, byte[] value, CancellationToken cancellationToken)
    {
        await _file.KeyAsync(Text(key), cancellationToken).ConfigureAwait(false);
        if (value.Length > 0)
        {
            await _file.ValueAsync(value, cancellationToken).ConfigureAwait(false);
        }

        await _file.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    // Java's writeUTF: length as two bytes, then UTF-8 (surrogates and zero differ there, and do not occur in names).
    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = Math.Min(bytes.Length, MaxTextBytes);
        var result = new byte[sizeof(ushort) + length];
        BinaryPrimitives.WriteUInt16BigEndian(result, (ushort)length);
        bytes.AsSpan(0, length).CopyTo(result.AsSpan(sizeof(ushort)));
        return result;
    }
}
