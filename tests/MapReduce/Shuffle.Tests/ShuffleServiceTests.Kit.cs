using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.MapReduce.Sort;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Shuffle.Tests;

public sealed partial class ShuffleServiceTests
{
    private async Task LimitAsync(int connections)
    {
        await _service.DisposeAsync();
        _service = Start(new ShuffleOptions
        {
            Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [_local], MaxConnections = connections,
            KeepAlive = TimeSpan.FromHours(1),
        });
        Output("attempt_1_m_0", "AAAA", "bb");
    }

    private string Output(string map, params string[] partitions)
    {
        var directory = Path.Join(_local, "usercache/ada/appcache", Application, "output", map);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Join(directory, "file.out"), string.Concat(partitions));
        var index = new IndexRecord[partitions.Length];
        long start = 0;
        for (var i = 0; i < index.Length; i++)
        {
            index[i] = new IndexRecord(start, partitions[i].Length + 2, partitions[i].Length);
            start += partitions[i].Length;
        }

        File.WriteAllBytes(Path.Join(directory, "file.out.index"), SpillIndex.Encode(index));
        return directory;
    }

    // A file without blocks: reading it costs no disk.
    private void Large(string map, int bytes)
    {
        Output(map, "");
        var path = Path.Join(_local, "usercache/ada/appcache", Application, "output", map, "file.out");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(bytes);
        }

        File.WriteAllBytes(path + ".index", SpillIndex.Encode([new IndexRecord(0, bytes, bytes)]));
    }

    private string Request(string query, string? hash = null) =>
        $"GET /mapOutput?{query} HTTP/1.1\r\nUrlHash: "
        + $"{hash ?? ShuffleHash.OfRequest(_service.Address.Port, "/mapOutput?" + query, "secret"u8)}\r\nname: mapreduce\r\n"
        + "version: 1.0.0\r\nHost: x\r\n\r\n";

    private async Task<Socket> ConnectAsync(int receiveBuffer = 64 * 1024)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBuffer };
        await socket.ConnectAsync(_service.Address);
        return socket;
    }

    private async Task<string> AskAsync(string request)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return await ReadToEndAsync(socket);
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadToEndAsync().Patiently();
        }
        catch (IOException)
        {
            return ""; // cut
        }
    }

    private static async Task<string> ReadAsync(Socket socket, string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer).Patiently();
            Assert.NotEqual(0, read);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static ShuffleService Start(ShuffleOptions options, ILogger? log = null)
    {
        var service = ShuffleService.Start(options, log ?? NullLogger.Instance);
        AddApplication(service, Application, "ada");
        return service;
    }

    // identifier "id", password "secret", kind "mapreduce.job", service ""
    private static void AddApplication(ShuffleService service, string application, string user) =>
        service.AddApplication(application, user, [2, (byte)'i', (byte)'d', 6, .. "secret"u8, 13, .. "mapreduce.job"u8, 0]);
}
