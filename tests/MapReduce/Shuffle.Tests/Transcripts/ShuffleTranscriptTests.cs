using System.Net;
using System.Net.Sockets;
using System.Text;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Shuffle.Tests.Transcripts;

/// <summary>What Apache's shuffle service answers a reducer, tests/Cases/shuffle: ours answers the same bytes.</summary>
[Collection(nameof(ShuffleTranscriptTests))]
public sealed class ShuffleTranscriptTests : IDisposable
{
    private const string Folder = "shuffle";

    /// <summary>Hashes of requests are of the port that is asked, so that it has to be the one of the recording.</summary>
    internal static readonly IPEndPoint Address = new(IPAddress.Parse("127.77.76.1"), 19870);

    private readonly string _local = Directory.CreateTempSubdirectory("hathi-shuffle-").FullName;

    public static TheoryData<string> Files => CaseRun.Files(Folder);

    public void Dispose() => Directory.Delete(_local, recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Ours_answers_as_Apaches_does(string file)
    {
        var transcript = Transcript.Load(Folder, file);
        var words = new ShuffleWords(_local);
        foreach (var given in transcript.Givens)
        {
            words.Do(given);
        }

        await using var service = ShuffleService.Start(
            new ShuffleOptions { Address = Address, LocalDirectories = [_local] }, NullLogger.Instance);
        service.AddApplication(
            words.Application, words.User, new Token([], Encoding.ASCII.GetBytes(words.Secret), "mapreduce.job", "").ToBytes());
        await TranscriptPlayer.PlayAsync(transcript, service.Address, new Alike(ReceiveAsync, Meaning));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_told_as_our_code_reads_it(string file)
    {
        var transcript = Transcript.Load(Folder, file);
        var told = transcript.Told(new ShuffleExchangeReader());
        if (CaseRun.IsRewriting)
        {
            told.Save();
        }

        Assert.Equal(told.Steps.Select(static s => s.Words), transcript.Steps.Select(static s => s.Words));
    }

    [Fact]
    public void Words_of_shuffles_are_told_and_used() => CaseRun.CheckWords(
        "Shuffle",
        new ShuffleWords(_local),
        from file in CaseRun.Names(Folder)
        from given in Transcript.Load(Folder, file).Givens
        from phrase in new ShuffleWords(_local).Phrases
        where phrase.Fits(given.Text)
        select phrase.Form);

    // HTTP's headers in any order and in letters of any case; that a connection is closed is seen, and need not be said.
    private static string Meaning(byte[] answer)
    {
        var text = Encoding.Latin1.GetString(answer);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return text; // it was cut short
        }

        var head = text[..end].Split("\r\n");
        var headers = head.Skip(1).Select(static h => h[..h.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant()
            + h[h.IndexOf(':', StringComparison.Ordinal)..]);
        return string.Join(
            '\n',
            [head[0], .. headers.Where(static h => !h.StartsWith("connection:", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                text[end..]]);
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        var answer = new List<byte>();
        while (!new ShuffleExchangeReader().TryRead(isClients: false, answer.ToArray(), out _, out _))
        {
            var more = await TranscriptPlayer.ReceiveAsync(socket, 1, cancellation);
            if (more.Length == 0)
            {
                break;
            }

            answer.AddRange(more);
        }

        return [.. answer];
    }
}
