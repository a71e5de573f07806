using System.Net.Sockets;
using Hathi.Architecture.Tests;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Wire;

namespace Hathi.Hdfs.DataNode.Tests.Transcripts;

/// <summary>What Apache's client and DataNode say to each other, tests/Cases/transfer: ours says the same, byte by byte.</summary>
public sealed class TransferTranscriptTests
{
    private const string Folder = "transfer";

    // Of a refusal the status is told by a number, why by words of each DataNode's own.
    private static readonly Alike s_refusals = new(ReceiveAnswerAsync, static answer => Parse(answer)!.Status.ToString());

    public static TheoryData<string> Files => CaseRun.Files(Folder);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Our_DataNode_answers_as_Apaches_does(string file)
    {
        var transcript = Transcript.Load(Folder, file);
        using var language = new TransferLanguage();
        Assert.All(transcript.Givens, given => language.Do(given));
        await TranscriptPlayer.PlayAsync(transcript, language.Address, s_refusals);
        Assert.All(transcript.Thens, then => Assert.Equal((then.Line, then.Answer), (then.Line, language.Do(then))));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Our_codecs_read_what_the_file_says(string file)
    {
        var told = Transcript.Load(Folder, file).Told(new TransferReader());
        if (CaseRun.IsRewriting)
        {
            told.Save();
        }

        Assert.Equal(told.Lines(), File.ReadAllLines(Path.Join(Repository.Root, told.Name)));
    }

    private static async Task<byte[]> ReceiveAnswerAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] answer = [];
        while (Parse(answer) is null)
        {
            var next = await TranscriptPlayer.ReceiveAsync(socket, 1, cancellation);
            Assert.True(next.Length > 0, "the server has closed without an answer");
            answer = [.. answer, .. next];
        }

        return answer;
    }

    private static BlockOpResponseProto? Parse(byte[] answer) =>
        DelimitedMessage.TryParse(answer, BlockOpResponseProto.Parser, out var parsed, out _) ? parsed : null;

    [Fact]
    public void Words_of_data_transfer_are_told_and_used()
    {
        using var language = new TransferLanguage();
        var sentences = CaseRun.Files(Folder).SelectMany(static file => Of(Transcript.Load(Folder, file.Data)));
        var forms = sentences.SelectMany(s => language.Phrases.Where(p => p.Keyword == s.Keyword && p.Fits(s.Text)));
        CaseRun.CheckWords("Data transfer", language, forms.Select(static p => p.Form));

        static IEnumerable<Sentence> Of(Transcript transcript) => [.. transcript.Givens, .. transcript.Thens];
    }
}
