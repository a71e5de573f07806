using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Tests;

/// <summary>The bytes of edits and images, kept forever, and what becomes of others.</summary>
public sealed class StateBytesTests
{
    private const string Epoch = "010280D095FFBC31";
    private const string Secret = "08016B020102";
    private const string Node = "09016803";

    private const string Submitted =
        "0280D095FFBC310703616E6E016E0171015401017404010001012A800801010101000601000001000109" + "06726F6F742E710480A0ABFEF96201";

    private const string Attempt = "0380D095FFBC3107010101016803036E3A3480A0ABFEF962";
    private const string AttemptEnd = "0480D095FFBC310701070201640201017580A0ABFEF962";

    /// <summary>Header, a frame with all edits that make the state, the end: one application, one secret.</summary>
    private const string Image = "09000000" + "4841544849524D53" + "01"
        + "7A000000" + Epoch + Secret + Node + Submitted + Attempt + AttemptEnd
        + "03000000" + "000101";

    private static readonly string[] Edits =
    [
        Epoch, Submitted, Attempt, AttemptEnd, "0580D095FFBC31070601016480A0ABFEF962", "0680D095FFBC3107", "0780D095FFBC31070171060A",
        Secret, Node, "0A016803",
    ];

    [Fact]
    [GoldenBytes(typeof(EditKind), 0)]
    public void Every_edit_is_read_and_written_again()
    {
        Assert.Equal(Enum.GetValues<EditKind>().Select(static k => (byte)k), Edits.Select(static e => Convert.FromHexString(e)[0]));
        Assert.All(Edits, static hex => Assert.Equal(hex, Again(hex)));
    }

    [Fact]
    [GoldenBytes(typeof(ImageFormat), 1)]
    public void An_image_is_read_and_written_again()
    {
        var core = new ResourceManagerCore(new RmOptions());
        var reader = new ImageReader(core);
        reader.Read(Convert.FromHexString(Image));
        reader.Finish();
        Assert.Equal((2, 1), (core.State.Epoch, core.State.Apps.Count));
        Assert.Equal([1, 2], core.Secrets["k"]);
        var (writer, again) = (new ImageWriter(core), new ArrayBufferWriter<byte>());
        while (writer.WriteNext(again))
        {
            // a frame at a time
        }

        Assert.Equal(Image, Convert.ToHexString(again.WrittenSpan));
    }

    [Fact]
    [Fuzzes(typeof(ImageReader), typeof(ImageFrameReader))]
    public void Images() => new Fuzz
    {
        Of = nameof(ImageReader),
        Good = [Convert.FromHexString(Image)],
        Decode = static bytes =>
        {
            var reader = new ImageReader(new ResourceManagerCore(new RmOptions()));
            reader.Read(bytes);
            reader.Finish();
        },
        Refusals = [typeof(FormatException)],
        Seal = Framed,
    }.Run();

    [Fact]
    [Fuzzes(typeof(Replayer))]
    public void Records() => new Fuzz
    {
        Of = nameof(Replayer),
        Good = [Convert.FromHexString(Epoch + Secret + Node + Submitted + Attempt + AttemptEnd + Edits[6] + Edits[4] + Edits[5])],
        Decode = static bytes => new ResourceManagerCore(new RmOptions()).Replay(bytes),
        Refusals = [typeof(FormatException)],
    }.Run();

    // Lengths of frames that fit what is there.
    private static byte[] Framed(byte[] bytes)
    {
        const int Header = 4 + 8 + 1;
        const int End = 4 + 3;
        if (bytes.Length > Header + sizeof(int) + End)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Header), bytes.Length - Header - sizeof(int) - End);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - End), End - sizeof(int));
        }

        return bytes;
    }

    private static string Again(string hex)
    {
        var reader = EditFields.Reader(Convert.FromHexString(hex));
        IEdit<RmState> edit = (EditKind)reader.Byte() switch
        {
            EditKind.EpochBegun => EpochBegun.Read(ref reader),
            EditKind.ApplicationSubmitted => ApplicationSubmitted.Read(ref reader),
            EditKind.AttemptStored => AttemptStored.Read(ref reader),
            EditKind.AttemptFinished => AttemptFinished.Read(ref reader),
            EditKind.ApplicationFinished => ApplicationFinished.Read(ref reader),
            EditKind.ApplicationRemoved => ApplicationRemoved.Read(ref reader),
            EditKind.ApplicationUpdated => ApplicationUpdated.Read(ref reader),
            EditKind.SecretKept => SecretKept.Read(ref reader),
            EditKind.NodeKnown => NodeKnown.Read(ref reader),
            EditKind.NodeForgotten => NodeForgotten.Read(ref reader),
            var unknown => throw new InvalidOperationException($"no edit is of kind {unknown}"),
        };
        Assert.True(reader.AtEnd);
        var writer = new RecordWriter();
        edit.Write(writer);
        return Convert.ToHexString(writer.Take().Span);
    }
}
