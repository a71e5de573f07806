using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>The bytes of each edit, kept forever: a log that was written once must be read always.</summary>
public class EditGoldenTests
{
    private static readonly Attributes Attributes = new("ada", "users", 0x1A4);

    [Fact]
    [GoldenBytes(typeof(EditKind), 0)]
    public void Every_kind_of_edit_is_here() =>
        Assert.All(Enum.GetNames<EditKind>(), static kind => Assert.NotNull(typeof(EditGoldenTests).GetMethod($"{kind}_has_its_bytes")));

    [Fact]
    public void DirectoryMade_has_its_bytes() =>
        Golden(
            new DirectoryMade(16385, 16386, "é"u8, Attributes, 1_700_000_000_000),
            "01 81 80 01 82 80 01 02 C3 A9 03 61 64 61 05 75 73 65 72 73 A4 03 80 A0 AB FE F9 62");

    [Fact]
    public void FileCreated_has_its_bytes() => Golden(
        new FileCreated(16385, 16387, "f"u8, Attributes, new FileLayout(134_217_728, 3, 0), 1, "c", "10.0.0.1"),
        "02 81 80 01 83 80 01 01 66 03 61 64 61 05 75 73 65 72 73 A4 03 80 80 80 40 03 00 02 01 63 08 31 30 2E 30 2E 30 2E 31");

    [Fact]
    public void Removed_has_its_bytes() => Golden(new Removed(16387, 2), "03 83 80 01 04");

    [Fact]
    public void Renamed_has_its_bytes() => Golden(new Renamed(16387, 16385, "g"u8, 3), "04 83 80 01 81 80 01 01 67 06");

    [Fact]
    public void AttributesSet_has_its_bytes() =>
        Golden(new AttributesSet(16387, Attributes), "05 83 80 01 03 61 64 61 05 75 73 65 72 73 A4 03");

    [Fact]
    public void TimesSet_has_its_bytes() => Golden(new TimesSet(16387, 4, -1), "06 83 80 01 08 01");

    [Fact]
    public void ReplicationSet_has_its_bytes() => Golden(new ReplicationSet(16387, 2), "07 83 80 01 02");

    [Fact]
    public void FileReopened_has_its_bytes() => Golden(new FileReopened(16387, "c", "u", "m", true, []), "08 83 80 01 01 63 01 6D 01");

    [Fact]
    public void BlockAllocated_has_its_bytes() =>
        Golden(new BlockAllocated(16387, 1_073_741_825, 1001, []), "09 83 80 01 81 80 80 80 04 E9 07");

    [Fact]
    public void BlockCommitted_has_its_bytes() => Golden(new BlockCommitted(16387, 1000, 1001), "0A 83 80 01 E8 07 E9 07");

    [Fact]
    public void BlockAbandoned_has_its_bytes() => Golden(new BlockAbandoned(16387), "0B 83 80 01");

    [Fact]
    public void FileClosed_has_its_bytes() => Golden(new FileClosed(16387, 5), "0C 83 80 01 0A");

    [Fact]
    public void PipelineUpdated_has_its_bytes() => Golden(new PipelineUpdated(16387, 1002, 1000, []), "0D 83 80 01 EA 07 E8 07");

    [Fact]
    public void GenerationStampTaken_has_its_bytes() => Golden(new GenerationStampTaken(1003), "0E EB 07");

    [Fact]
    public void LeaseReassigned_has_its_bytes() => Golden(new LeaseReassigned(16387, "d", "u"), "0F 83 80 01 01 64");

    [Fact]
    public void LastBlockLengthSet_has_its_bytes() => Golden(new LastBlockLengthSet(16387, 7), "10 83 80 01 07");

    [Fact]
    public void BlockRecovered_has_its_bytes() => Golden(new BlockRecovered(16387, 1000, 1003, []), "11 83 80 01 E8 07 EB 07");

    [Fact]
    public void CallAnswered_has_its_bytes() =>
        Golden(
            new CallAnswered(new CallKey(0x0102030405060708, 9, 10), 6, [1]),
            "12 08 07 06 05 04 03 02 01 09 00 00 00 00 00 00 00 0A 0C 01 01");

    [Fact]
    public void Each_golden_record_is_read_again()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/d");
        cluster.Write("/d/f", null, 100, 200);
        cluster.Chmod("/d/f", 0x180);
        cluster.Create("/d/open", client: "writer");
        cluster.AddBlock("/d/open", client: "writer");
        cluster.Rename("/d/f", "/d/g");
        cluster.Delete("/d/g");
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void What_is_unknown_or_cut_is_an_error()
    {
        var cluster = new Cluster();
        cluster.Write("/f", null, 10);
        foreach (var record in cluster.Log)
        {
            for (var length = 1; length < record.Length; length++)
            {
                AssertRefused(cluster, record[..length]);
            }
        }

        AssertRefused(cluster, [0]);
        AssertRefused(cluster, [(byte)EditKind.CallAnswered + 1]);
    }

    [Fact]
    public void A_log_that_does_not_fit_is_an_error()
    {
        var writer = new RecordWriter();
        new Removed(99_999, 1).Write(writer);
        var message = Assert.Throws<FormatException>(() => Fresh().Core.Replay(writer.Take().Span)).Message;
        Assert.Contains("inode 99999", message, StringComparison.Ordinal);
    }

    // Some cuts leave a record of whole edits: those are good, the rest must be refused.
    private static void AssertRefused(Cluster written, byte[] record)
    {
        var copy = Fresh();
        foreach (var earlier in written.Log)
        {
            if (earlier.AsSpan().StartsWith(record))
            {
                break;
            }

            copy.Core.Replay(earlier);
        }

        try
        {
            copy.Core.Replay(record);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
            return;
        }

        Assert.Contains(written.Log, r => r.Length > record.Length && r.AsSpan().StartsWith(record));
    }

    private static Cluster Fresh() => Cluster.NotStarted();

    private static void Golden<TEdit>(in TEdit edit, string hex)
        where TEdit : IEdit<TEdit, NameSpace>, allows ref struct
    {
        var writer = new RecordWriter();
        edit.Write(writer);
        var record = writer.Take().ToArray();
        Assert.Equal(hex, Hex(record));

        var reader = EditFields.Reader(record, new NameInterner());
        reader.Byte(); // its kind
        TEdit.Read(ref reader).Write(writer);
        Assert.True(reader.AtEnd);
        Assert.Equal(hex, Hex(writer.Take().ToArray()));
    }

    private static string Hex(byte[] bytes) => BitConverter.ToString(bytes).Replace('-', ' ');
}
