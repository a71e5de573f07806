using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Sort;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// Fetches outputs of one host over HTTP, several in one request, over a connection that is kept. Used by several fetchers at once.
/// </summary>
internal sealed class HostFetcher(JobId job, int reduce, byte[] secret, FetchedOutputs outputs, FetchOptions options) : IDisposable
{
    private const int CopyBytes = 128 << 10;

    /// <summary>Bytes of one output that a header may tell of: no disk holds as many, and sums of two stay numbers.</summary>
    private const long MostBytes = 1L << 60;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = options.ConnectTimeout,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = options.Fetchers,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Fetches as many of the outputs as come; each is told when it is there.</summary>
    /// <param name="host">Whom to ask.</param>
    /// <param name="maps">For what.</param>
    /// <param name="take">Told each output before it is kept; false: it is not wanted any more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False: there was no room for the rest, which is nobody's fault.</returns>
    /// <exception cref="HostBusyException">It is to be asked later, which is nobody's fault.</exception>
    /// <exception cref="HostRefusedException">The host does not give them.</exception>
    /// <exception cref="IOException">The host failed in the middle, or before it gave any.</exception>
    internal async Task<bool> FetchAsync(
        PendingHosts.Host host,
        IReadOnlyList<TaskAttemptId> maps,
        Func<TaskAttemptId, long, bool> take,
        CancellationToken cancellationToken)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        quiet.CancelAfter(options.ReadTimeout);
        try
        {
            using var response = await SendAsync(host, maps, quiet.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync(quiet.Token).ConfigureAwait(false);
            var reader = new ShuffleReader(body, quiet, options.ReadTimeout);
            for (var left = maps.Count; left > 0; left--)
            {
                if (await reader.ReadHeaderAsync().ConfigureAwait(false) is not { } header)
                {
                    return true;
                }

                var map = maps.FirstOrDefault(m => m.ToString() == header.MapId);
                if (map is null || header.Partition != reduce || !IsPossible(header))
                {
                    throw new InvalidDataException($"{host.Name}:{host.Port} sent {header}, which was not asked for.");
                }

                if (!await KeepAsync(reader, header, map, take).ConfigureAwait(false))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or FormatException or InvalidDataException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var what = e is OperationCanceledException ? $"nothing came for {options.ReadTimeout.TotalSeconds:0} s" : e.Message;
            throw new HostFailedException($"{host.Name}:{host.Port}: {what}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        PendingHosts.Host host, IReadOnlyList<TaskAttemptId> maps, CancellationToken cancellationToken)
    {
        var url = ShuffleUrl.PathAndQuery(job, reduce, maps);
        var hash = ShuffleHash.OfRequest(host.Port, url, secret);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host.Name}:{host.Port}{url}");
        request.Headers.TryAddWithoutValidation(ShuffleProtocol.UrlHashHeader, hash);
        request.Headers.TryAddWithoutValidation(ShuffleProtocol.NameHeader, ShuffleProtocol.Name);
        request.Headers.TryAddWithoutValidation(ShuffleProtocol.VersionHeader, ShuffleProtocol.Version);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var pause = response.Headers.TryGetValues("Retry-After", out var after)
                && long.TryParse(after.First(), CultureInfo.InvariantCulture, out var ms) ? ms : 0;
            response.Dispose();
            throw new HostBusyException(
                TimeSpan.FromMilliseconds(Math.Clamp(pause, options.Penalty.TotalMilliseconds, options.LongestPenalty.TotalMilliseconds)));
        }

        if (!response.IsSuccessStatusCode)
        {
            response.Dispose();
            throw new HostRefusedException(
                $"{host.Name}:{host.Port} answered {(int)response.StatusCode} {response.ReasonPhrase} to {url}");
        }

        var reply = response.Headers.TryGetValues(ShuffleProtocol.ReplyHashHeader, out var values) ? values.First() : "";
        if (!ShuffleHash.Matches(ShuffleHash.OfReply(hash, secret), reply))
        {
            response.Dispose();
            throw new HostRefusedException(
                $"{host.Name}:{host.Port} does not know the job's secret: its reply is not signed with it.");
        }

        return response;
    }

    // What is in the header sizes buffers: the other side says it, and may be wrong. Without a codec both lengths are of the same bytes.
    private bool IsPossible(ShuffleHeader header) =>
        header.CompressedLength is >= IFile.ChecksumBytes + IFile.EndMarkerBytes and <= MostBytes
        && header.UncompressedLength is >= IFile.EndMarkerBytes and <= MostBytes
        && (outputs.Codec is not null || header.UncompressedLength == header.CompressedLength - IFile.ChecksumBytes);

    private async Task<bool> KeepAsync(ShuffleReader reader, ShuffleHeader header, TaskAttemptId map, Func<TaskAttemptId, long, bool> take)
    {
        // Packed and unpacked are in memory side by side for a moment.
        var size = outputs.Codec is null ? header.CompressedLength : header.UncompressedLength;
        var packed = outputs.Codec is null ? 0 : header.CompressedLength;
        switch (outputs.Reserve(size + packed))
        {
            case FetchRoom.None:
                return false;
            case FetchRoom.OnDisk:
                await KeepOnDiskAsync(reader, header, map, take).ConfigureAwait(false);
                return true;
        }

        Segment run;
        try
        {
            run = await ReceiveAsync(reader, header).ConfigureAwait(false);
        }
        catch
        {
            outputs.Unreserve(size + packed);
            throw;
        }

        outputs.Unreserve(packed);

        // From here on nobody fetches it again: whatever fails now fails the attempt, not the host.
        if (take(map, header.CompressedLength))
        {
            outputs.Add(run);
        }
        else
        {
            outputs.Unreserve(size);
        }

        return true;
    }

    private async Task<Segment> ReceiveAsync(ShuffleReader reader, ShuffleHeader header)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)header.CompressedLength);
        await reader.FillAsync(bytes).ConfigureAwait(false);
        reader.Pause();
        FetchedOutputs.Check(header.MapId, bytes);
        return outputs.Codec is { } codec
            ? Segment.InMemory(header.MapId, Unpack(codec, header, bytes), (int)header.UncompressedLength)
            : Segment.InMemory(header.MapId, bytes, bytes.Length - IFile.ChecksumBytes);
    }

    // Its checksum was right, so what does not unpack was made wrong.
    private static byte[] Unpack(CompressionCodec codec, ShuffleHeader header, byte[] packed)
    {
        var records = GC.AllocateUninitializedArray<byte>((int)header.UncompressedLength);
        using var source = new MemoryStream(packed, 0, packed.Length - IFile.ChecksumBytes, writable: false);
        using var stream = codec.Unpack(source, header.MapId);
        stream.ReadExactly(records);
        return records;
    }

    private async Task KeepOnDiskAsync(ShuffleReader reader, ShuffleHeader header, TaskAttemptId map, Func<TaskAttemptId, long, bool> take)
    {
        var path = outputs.NextFile();
        try
        {
            await ReceiveAsync(reader, header, path).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not TaskIOException)
        {
            LocalDisk.Delete(path);
            throw;
        }

        if (take(map, header.CompressedLength))
        {
            outputs.AddFile(new Segment(path, new IndexRecord(0, header.UncompressedLength, header.CompressedLength)));
        }
        else
        {
            LocalDisk.Delete(path);
        }
    }

    private static async Task ReceiveAsync(ShuffleReader reader, ShuffleHeader header, string path)
    {
        using var file = LocalDisk.Guard(path, static p => File.OpenHandle(p, FileMode.Create, FileAccess.Write));
        var buffer = new byte[CopyBytes];
        var records = header.CompressedLength - IFile.ChecksumBytes;
        var crc = 0u;
        for (var offset = 0L; offset < records;)
        {
            var chunk = buffer.AsMemory(0, (int)Math.Min(buffer.Length, records - offset));
            await reader.FillAsync(chunk).ConfigureAwait(false);
            reader.Pause();
            LocalDisk.Write(file, path, offset, chunk.Span);
            crc = Crc32.Append(crc, chunk.Span);
            offset += chunk.Length;
        }

        var checksum = buffer.AsMemory(0, IFile.ChecksumBytes);
        await reader.FillAsync(checksum).ConfigureAwait(false);
        reader.Pause();
        LocalDisk.Write(file, path, records, checksum.Span);
        FetchedOutputs.Check(header.MapId, crc, checksum.Span);
    }
}
