using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.MapReduce.Sort;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.Shuffle.Tests;

/// <summary>The service over a socket, byte for byte, as a reducer of Java asks it.</summary>
public sealed partial class ShuffleServiceTests : IAsyncLifetime
{
    private const string Application = "application_1700000000000_0001";
    private const string Job = "job_1700000000000_0001";

    private readonly string _local = Directory.CreateTempSubdirectory("hathi-shuffle-").FullName;
    private ShuffleService _service = null!;

    public ValueTask InitializeAsync()
    {
        _service = Start(new ShuffleOptions
        {
            Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [Path.Join(_local, "missing"), _local],
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_local, recursive: true);
    }

    [Fact]
    public async Task Many_outputs_come_in_one_answer()
    {
        Output("attempt_1_m_0", "AAAA", "bb");
        Output("attempt_1_m_1", "c", "DDDDD");
        var query = $"job={Job}&reduce=1&map=attempt_1_m_0,attempt_1_m_1";
        var answer = await AskAsync(Request(query));
        var hash = ShuffleHash.OfRequest(_service.Address.Port, "/mapOutput?" + query, "secret"u8);
        var expected = "HTTP/1.1 200 OK\r\nReplyHash: " + ShuffleHash.OfReply(hash, "secret"u8)
            + "\r\nname: mapreduce\r\nversion: 1.0.0\r\nconnection: close\r\ncontent-length: 41\r\n\r\n"
            + "\u000dattempt_1_m_0\u0002\u0004\u0001bb" + "\u000dattempt_1_m_1\u0005\u0007\u0001DDDDD";
        Assert.Equal(expected, answer);
    }

    [Fact]
    public async Task A_connection_that_is_kept_takes_the_next_request()
    {
        Output("attempt_1_m_0", "AAAA", "bb");
        using var socket = await ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(Request($"job={Job}&reduce=0&map=attempt_1_m_0&keepAlive=true")));
            var answer = await ReadAsync(socket, "AAAA");
            Assert.Contains("connection: keep-alive\r\nkeep-alive: timeout=5\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Large_outputs_come_whole()
    {
        var content = string.Create(3_000_000, 0, static (span, _) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + (i % 26));
            }
        });
        Output("attempt_1_m_0", "x", content);
        var answer = await AskAsync(Request($"job={Job}&reduce=1&map=attempt_1_m_0"));
        Assert.EndsWith(content, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "job=JOB&reduce=0&map=attempt_9_m_9",
        "500 Internal Server Error",
        "Could not find usercache/ada/appcache/application_1700000000000_0001/output/attempt_9_m_9/file.out.index")]
    [InlineData("job=JOB&reduce=7&map=attempt_1_m_0", "500 Internal Server Error", "Invalid request  Map Id = attempt_1_m_0 Reducer = 7")]
    [InlineData("job=JOB&reduce=x&map=attempt_1_m_0", "400 Bad Request", "Bad reduce parameter")]
    [InlineData("job=JOB&reduce=0", "400 Bad Request", "Required param job, map and reduce")]
    [InlineData("job=JOB&reduce=0&reduce=1&map=a", "400 Bad Request", "Too many job/reduce parameters")]
    [InlineData("job=JOB&reduce=0&map=..%2F..%2Fetc", "400 Bad Request", "Bad map parameter")]
    [InlineData("job=job_1_0009&reduce=0&map=attempt_1_m_0", "401 Unauthorized", "Can't find job token for job job_1_0009 !!")]
    public async Task What_cannot_be_served_is_told_why(string query, string status, string message)
    {
        Output("attempt_1_m_0", "AAAA", "bb");
        var answer = await AskAsync(Request(query.Replace("JOB", Job, StringComparison.Ordinal)));
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(message, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_not_the_secret_gets_nothing()
    {
        Output("attempt_1_m_0", "AAAA", "bb");
        var query = $"job={Job}&reduce=0&map=attempt_1_m_0";
        Assert.Contains(
            "401 Unauthorized",
            await AskAsync(Request(query, hash: ShuffleHash.OfRequest(_service.Address.Port, "/mapOutput?" + query, "guess"u8))),
            StringComparison.Ordinal);
        Assert.Contains(
            "fetcher cannot be authenticated",
            await AskAsync($"GET /mapOutput?{query} HTTP/1.1\r\nname: mapreduce\r\nversion: 1.0.0\r\n\r\n"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /mapOutput?a=b HTTP/1.1\r\nname: mapreduce\r\nversion: 1.0.0\r\n\r\n", "405 Method Not Allowed")]
    [InlineData("GET /mapOutput?a=b HTTP/1.1\r\nname: mapreduce\r\nversion: 2.0.0\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /other HTTP/1.1\r\nname: mapreduce\r\nversion: 1.0.0\r\n\r\n", "404 Not Found")]
    [InlineData("hello\r\n\r\n", "400 Bad Request")]
    public async Task What_is_no_request_of_a_reducer_is_refused(string request, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", await AskAsync(request), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Those_who_ask_for_nothing_keep_nobody_out(bool begin)
    {
        await LimitAsync(3);
        var silent = new List<Socket>();
        for (var i = 0; i < 3; i++)
        {
            silent.Add(await ConnectAsync());
            if (begin)
            {
                await silent[i].SendAsync("GET /mapOut"u8.ToArray());
            }
        }

        // What the silent ones have sent may not have been read yet; a reducer asks again when it is told to come later.
        using var patience = new CancellationTokenSource(Patience.Limit);
        for (var served = 0; served < 3; patience.Token.ThrowIfCancellationRequested())
        {
            served += (await AskAsync(Request($"job={Job}&reduce=0&map=attempt_1_m_0"))).EndsWith("AAAA", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal("", await ReadToEndAsync(silent[0])); // the oldest had to go
        silent.ForEach(static s => s.Dispose());
    }

    [Fact]
    public async Task While_all_are_answered_one_too_many_is_told_to_come_later()
    {
        await LimitAsync(1);
        Output("attempt_1_m_1", new string('x', 48 << 20), "bb"); // more than the system's buffers take
        using var first = await ConnectAsync();
        await first.SendAsync(Encoding.ASCII.GetBytes(Request($"job={Job}&reduce=0&map=attempt_1_m_1&keepAlive=true")));
        var begun = new byte[1];
        Assert.Equal(1, await first.ReceiveAsync(begun).Patiently());
        using var second = await ConnectAsync();
        var answer = await ReadToEndAsync(second);
        Assert.StartsWith("HTTP/1.1 429 TOO MANY REQUESTS\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_one_job_that_nobody_reads_leave_places_to_others()
    {
        const string Other = "application_1700000000000_0002";
        await LimitAsync(8);
        AddApplication(_service, Other, "bob");
        Directory.CreateDirectory(Path.Join(_local, "usercache/bob/appcache", Other));
        Large("attempt_1_m_1", 64 << 20);
        Directory.Move(
            Output("attempt_1_m_2", "AAAA", "bb"),
            Directory.CreateDirectory(Path.Join(_local, "usercache/bob/appcache", Other, "output")).FullName + "/attempt_1_m_2");
        var unread = new List<Socket>();
        try
        {
            var answers = new List<string>();
            for (var i = 0; i < 8; i++)
            {
                var socket = await ConnectAsync(receiveBuffer: 4096);
                unread.Add(socket);
                await socket.SendAsync(Encoding.ASCII.GetBytes(Request($"job={Job}&reduce=0&map=attempt_1_m_1")));
                var begun = new byte[12];
                Assert.Equal(begun.Length, await socket.ReceiveAsync(begun).Patiently());
                answers.Add(Encoding.ASCII.GetString(begun)[9..]);
            }

            Assert.Equal(["200", "200", "200", "200", "200", "200", "200", "429"], answers);
            Assert.EndsWith(
                "AAAA", await AskAsync(Request("job=job_1700000000000_0002&reduce=0&map=attempt_1_m_2")), StringComparison.Ordinal);
        }
        finally
        {
            unread.ForEach(static s => s.Dispose());
        }
    }

    [Fact]
    public async Task Answers_that_nobody_reads_keep_no_other_waiting()
    {
        const int Senders = 2;
        await _service.DisposeAsync();
        _service = Start(
            new ShuffleOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [_local], MaxSenders = Senders });
        Large("attempt_1_m_0", 64 << 20);
        Output("attempt_1_m_1", "AAAA", "bb");
        var unread = new List<Socket>();
        try
        {
            // Each has its first bytes: its answer was begun, and cannot end.
            for (var i = 0; i < 3 * Senders; i++)
            {
                var socket = await ConnectAsync(receiveBuffer: 4096);
                unread.Add(socket);
                await socket.SendAsync(Encoding.ASCII.GetBytes(Request($"job={Job}&reduce=0&map=attempt_1_m_0")));
                Assert.Equal(1, await socket.ReceiveAsync(new byte[1]).Patiently());
            }

            Assert.EndsWith("AAAA", await AskAsync(Request($"job={Job}&reduce=0&map=attempt_1_m_1")), StringComparison.Ordinal);
        }
        finally
        {
            unread.ForEach(static s => s.Dispose());
        }
    }

    [Fact]
    public async Task A_request_for_many_outputs_takes_many_turns_while_others_wait_for_theirs()
    {
        const int Maps = 100;
        await _service.DisposeAsync();
        _service = Start(
            new ShuffleOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [_local], MaxSenders = 1 });
        var names = Enumerable.Range(0, Maps).Select(static i => $"attempt_1_m_{i}").ToList();
        names.ForEach(n => Output(n, "", "bb"));
        using var go = new ManualResetEventSlim();
        var senders = new[] { _service.Senders.RunAsync("held", go.Wait), _service.Senders.RunAsync("waits", static () => { }) };
        using var peer = await ConnectAsync();
        using var answer = new ShuffleAnswer(
            _service,
            new SocketSender(peer),
            new ShuffleJob(Application, "ada", "secret"u8.ToArray()),
            new ShuffleRequest(Job, 0, names, KeepAlive: false))
        {
            Head = static _ => [],
        };
        var turns = 0;
        for (; !answer.IsDone; turns++)
        {
            Assert.InRange(turns, 0, 3 * Maps);
            answer.Turn();
            Assert.True(answer.Rest.IsEmpty);
        }

        Assert.InRange(turns, 2 * Maps / ShuffleAnswer.TurnOutputs, 3 * Maps); // once for the indexes, once for the files
        go.Set();
        await Task.WhenAll(senders).Patiently();
    }

    [Fact]
    public void An_index_larger_than_all_room_puts_no_other_out()
    {
        var outputs = new MapOutputs([_local], 1_000);
        var job = new ShuffleJob(Application, "ada", "secret"u8.ToArray());
        Output("attempt_1_m_0", "AAAA", "bb");
        outputs.Find(job, "attempt_1_m_0", 1);
        var kept = outputs.CachedBytes;
        Output("attempt_1_m_1", [.. Enumerable.Repeat("a", 100)]);
        Assert.Equal(1, outputs.Find(job, "attempt_1_m_1", 99).Length);
        Assert.Equal(kept, outputs.CachedBytes);
    }

    [Fact]
    public async Task Who_takes_nothing_of_its_answer_is_cut_off()
    {
        await _service.DisposeAsync();
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new RecordingLog(line => _ = line.Level == LogLevel.Debug && ended.TrySetResult(line.Text));
        _service = Start(
            new ShuffleOptions
            {
                Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = [_local], StallTimeout = TimeSpan.FromMilliseconds(100),
            },
            log);
        Large("attempt_1_m_0", 64 << 20);
        using var socket = await ConnectAsync(receiveBuffer: 4096);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Request($"job={Job}&reduce=0&map=attempt_1_m_0")));
        Assert.Contains("took less than", await ended.Task.Patiently(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_outputs_among_small_ones_come_whole_to_a_peer_with_little_room()
    {
        var contents = new[] { 5_000_000, 0, 3, 4_000_000, 1, 0 }.Select((n, i) => string.Create(n, i, static (span, map) =>
        {
            for (var k = 0; k < span.Length; k++)
            {
                span[k] = (char)('a' + ((k + (7 * map) + (k / 1000)) % 26));
            }
        })).ToArray();
        var expected = new StringBuilder();
        for (var i = 0; i < contents.Length; i++)
        {
            var map = string.Create(CultureInfo.InvariantCulture, $"attempt_1_m_{i}");
            Output(map, "x", contents[i]);
            var header = new byte[ShuffleHeader.MaxBytes];
            var size = new ShuffleHeader(map, contents[i].Length, contents[i].Length + 2, 1).Write(header);
            expected.Append(Encoding.Latin1.GetString(header, 0, size)).Append(contents[i]);
        }

        var maps = string.Join(',', Enumerable.Range(0, contents.Length).Select(static i => $"attempt_1_m_{i}"));
        using var socket = await ConnectAsync(receiveBuffer: 4096);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Request($"job={Job}&reduce=1&map={maps}")));
        var answer = await ReadToEndAsync(socket);
        Assert.Equal(expected.ToString(), answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    [Fact]
    public async Task A_job_that_has_ended_is_not_served_any_more()
    {
        Output("attempt_1_m_0", "AAAA", "bb");
        _service.RemoveApplication(Application);
        Assert.Contains(
            $"Can't find job token for job {Job} !!", await AskAsync(Request($"job={Job}&reduce=0&map=attempt_1_m_0")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Indexes_that_are_kept_stay_within_their_room()
    {
        const long Room = 2_000;
        var outputs = new MapOutputs([_local], Room);
        var job = new ShuffleJob(Application, "ada", "secret"u8.ToArray());
        for (var i = 0; i < 50; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"attempt_1_m_{i}");
            Output(id, "AAAA", "bb");
            Assert.Equal(2, outputs.Find(job, id, 1).Length);
            Assert.InRange(outputs.CachedBytes, 1, Room);
        }

        outputs.Forget(Application);
        Assert.Equal(0, outputs.CachedBytes);
    }

    /// <summary>Outputs are written by containers: what lies in their place is read as a file or not at all.</summary>
    [Theory]
    [InlineData("mkfifo", "file.out.index")]
    [InlineData("mkfifo", "file.out")]
    [InlineData("ln -s OUT/FILE", "file.out.index")]
    [InlineData("ln -s OUT/FILE", "file.out")]
    [InlineData("ln -s OUT", "")]
    public async Task What_is_no_file_in_place_of_an_output_is_refused(string make, string file)
    {
        var outside = Output("attempt_1_m_8", "CCCC", "dd");
        var place = Path.Join(Output("attempt_1_m_0", "AAAA", "bb"), file);
        var words =
            $"{make.Replace("OUT", outside, StringComparison.Ordinal).Replace("FILE", file, StringComparison.Ordinal)} {place.TrimEnd('/')}"
                .Split(' ');
        Directory.Move(place, _local + "/away");
        using (var process = System.Diagnostics.Process.Start(words[0], words[1..]))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).Patiently();
        }

        Assert.StartsWith(
            "HTTP/1.1 500 Internal Server Error\r\n",
            await AskAsync(Request($"job={Job}&reduce=0&map=attempt_1_m_0")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Service_data_that_is_no_token_is_refused() =>
        Assert.Throws<FormatException>(() => _service.AddApplication(Application, "ada", [5, 1, 2]));

    [Theory]
    [InlineData(long.MaxValue)] // a job writes its indexes itself
    [InlineData(-1L)]
    public async Task An_index_that_cannot_be_is_refused_and_costs_no_place(long length)
    {
        await LimitAsync(2);
        foreach (var map in new[] { "attempt_1_m_1", "attempt_1_m_2" })
        {
            File.WriteAllBytes(
                Path.Join(Output(map, "AAAA", "bb"), "file.out.index"),
                SpillIndex.Encode([new IndexRecord(0, length, length), new IndexRecord(0, length, length)]));
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.StartsWith(
                "HTTP/1.1 500 ", await AskAsync(Request($"job={Job}&reduce=0&map=attempt_1_m_1,attempt_1_m_2")), StringComparison.Ordinal);
        }

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(Request($"job={Job}&reduce=0&map=attempt_1_m_0")), StringComparison.Ordinal);
    }
}
