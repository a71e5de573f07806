namespace Hathi.Architecture.Tests;

/// <summary>
/// Bytes that come from outside may be anything, and bytes that are written stay for ever. So whoever decodes some has a test that sends
/// damaged ones through it (<c>[Fuzzes]</c>), and whoever writes some has a test that pins them (<c>[GoldenBytes]</c>). Both are found in
/// the compiled code: a new one has its test, or a line with its reason in <see cref="KnownBytes"/>.
/// </summary>
public sealed class BytesTests
{
    private const string Own = "Hathi.Architecture.Tests";

    /// <summary>Decoders that were made for the tests of these tests.</summary>
    private static readonly string[] s_made = ["NewDecoder", "NewParser", "NewSource", "NewTry"];

    /// <summary>Who may have the library decode: they look first whether it would come to harm.</summary>
    private static readonly string[] s_parsers = ["Hathi.Hadoop.Rpc.Protocol.ProtoBytes", "Hathi.Hadoop.Rpc.Wire.MessageBytes"];

    [Fact]
    public void Every_decoder_gets_damaged_bytes() => None(Undamaged(House.MayUse.Keys, TestMarks.Here));

    [Fact]
    public void Messages_are_decoded_in_one_place()
    {
        Assert.Equal(s_parsers, Of(House.MayUse.Keys, static use => use.Parsers).Order(StringComparer.Ordinal));
        Assert.Contains($"{Own}.Check.NewParser", Of([Own], static use => use.Parsers));
    }

    [Fact]
    public void Who_writes_says_in_which_format() => None(Unnamed(House.MayUse.Keys));

    [Fact]
    public void Every_format_has_its_bytes() => None(Formless(KnownBytes.Formats, TestMarks.Here));

    [Fact]
    public void Every_version_has_its_bytes() => None(Unpinned(House.MayUse.Keys, TestMarks.Here));

    [Fact]
    public void What_is_known_is_still_there()
    {
        None(Idle(KnownBytes.Elsewhere.Keys, TestMarks.Here));
        None(Silent(KnownBytes.Written.Keys.Concat(KnownBytes.NoFormat.Keys)));
    }

    /// <summary>Whoever gives one of them another name would else blind the rule.</summary>
    [Fact]
    public void What_is_looked_for_is_still_called_so() => None(Unseen(ByteUse.LookedFor));

    /// <summary>The same on types that were made for this: without their tests they are refused, with them they are not.</summary>
    [Fact]
    public void A_decoder_and_a_format_without_a_test_are_refused()
    {
        var nothing = new TestMarks([]);
        string[] decoders = [.. s_made.Select(static d => $"{Own}.Check.{d}")];
        Assert.Equal(decoders, MadeUp(Undamaged([Own], nothing)).Select(static w => w.Split(' ')[0]));
        Assert.Equal([$"{Own}.Check.NewFormat 1", $"{Own}.Check.NewFormat 2"], MadeUp(Unpinned([Own], nothing)).Select(Begin));

        // Not in one piece: this text is no mark itself.
        const string Mark = "namespace Hathi.Architecture.Tests.Check.Inner;\n"
            + "[Fuz" + "zes(typeof(NewDecoder), typeof(Check.NewTry))]\n[Fuz" + "zes(typeof(NewSource), typeof(NewParser))]\n"
            + "[Golden" + "Bytes(typeof(NewFormat), 1)]";
        var marks = new TestMarks([Mark]);
        Assert.Empty(MadeUp(Undamaged([Own], marks)));
        Assert.Equal([$"{Own}.Check.NewFormat 2"], MadeUp(Unpinned([Own], marks)).Select(Begin));
        Assert.NotEmpty(MadeUp(Undamaged([Own], new TestMarks([Mark.Replace("Check.Inner", "Other", StringComparison.Ordinal)]))));
    }

    /// <summary>One that writes and says nothing of it, and a format that is named and has no bytes.</summary>
    [Fact]
    public void A_format_without_a_name_or_without_bytes_is_refused()
    {
        Assert.Equal([$"{Own}.Check.NewFormat"], MadeUp(Unnamed([Own])).Select(static w => w.Split(' ')[0]));
        string[] refused = ["no test pins the bytes of Hathi.Log.Tape: [GoldenBytes]"];
        Assert.Equal(refused, Formless([.. KnownBytes.Formats, "Hathi.Log.Tape"], TestMarks.Here));
        Assert.Equal(KnownBytes.Formats.Count(), Formless(KnownBytes.Formats, new TestMarks([])).Count());
    }

    /// <summary>A type that is gone, one that got a test of its own, a name that was changed.</summary>
    [Fact]
    public void What_is_known_and_gone_is_refused()
    {
        Assert.Equal(["Hathi.Log.Tape"], Idle(["Hathi.Log.Tape", "Hathi.Log.DurableLog"], new TestMarks([])));
        var own = new TestMarks(["using Hathi.Log;\n[Fuz" + "zes(typeof(DurableLog))]"]);
        Assert.Equal(["Hathi.Log.DurableLog"], Idle(["Hathi.Log.DurableLog"], own));
        Assert.Equal(["Hathi.Log.Tape"], Silent(["Hathi.Log.Tape", "Hathi.Log.SegmentWriter"]));
        Assert.Equal(["Hathi.Log.Tape.Append"], Unseen(["Hathi.Log.Tape.Append", "Hathi.Log.DurableLog.Append"]));
    }

    private static IEnumerable<string> Undamaged(IEnumerable<string> assemblies, TestMarks marks) =>
        from decoder in Of(assemblies, static use => use.Decoders)
        where !marks.IsFuzzed(decoder) && !KnownBytes.Elsewhere.ContainsKey(decoder)
        select $"{decoder} decodes bytes, and no test damages them: tests/Fuzzing/Fuzz.cs and [Fuzzes], or KnownBytes.Elsewhere";

    private static IEnumerable<string> Unpinned(IEnumerable<string> assemblies, TestMarks marks) =>
        from numbered in Of(assemblies, static use => use.Versions)
        from version in Enumerable.Range(1, numbered.Version)
        where !marks.IsPinned(numbered.Type, version) && version >= KnownBytes.Oldest.GetValueOrDefault(numbered.Type, 1)
        select $"{numbered.Type} {version} is a version of a format, and no test pins its bytes: [GoldenBytes]";

    private static IEnumerable<string> Unnamed(IEnumerable<string> assemblies) =>
        from writer in Of(assemblies, static use => use.Writers)
        where !KnownBytes.Written.ContainsKey(writer) && !KnownBytes.NoFormat.ContainsKey(writer)
        select $"{writer} writes: name its format in KnownBytes.Written and pin the bytes, or say in NoFormat why it is none";

    private static IEnumerable<string> Formless(IEnumerable<string> formats, TestMarks marks) =>
        formats.Where(f => !marks.IsPinned(f)).Select(static f => $"no test pins the bytes of {f}: [GoldenBytes]");

    // Those who decode nothing any more, or have a test of their own.
    private static IEnumerable<string> Idle(IEnumerable<string> known, TestMarks marks)
    {
        var decoders = Of(House.MayUse.Keys, static use => use.Decoders).ToHashSet(StringComparer.Ordinal);
        return known.Where(t => !decoders.Contains(t) || marks.IsFuzzed(t));
    }

    private static IEnumerable<string> Silent(IEnumerable<string> known) => known.Except(Of(House.MayUse.Keys, static use => use.Writers));

    private static IEnumerable<string> Unseen(IEnumerable<string> names) => names.Except(Of(House.MayUse.Keys, static use => use.Seen));

    private static IEnumerable<string> MadeUp(IEnumerable<string> wrong) =>
        wrong.Where(static w => w.StartsWith($"{Own}.Check.", StringComparison.Ordinal));

    // Type and version.
    private static string Begin(string wrong) => string.Join(' ', wrong.Split(' ')[..2]);

    private static List<T> Of<T>(IEnumerable<string> assemblies, Func<ByteUse, IEnumerable<T>> found)
    {
        var all = new List<T>();
        foreach (var name in assemblies)
        {
            using var use = new ByteUse(name);
            all.AddRange(found(use).Order());
        }

        return all;
    }

    // All of them, and whole: each says what is to be done.
    private static void None(IEnumerable<string> wrong)
    {
        var all = wrong.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }
}
