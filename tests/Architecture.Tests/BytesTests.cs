namespace Hathi.Architecture.Tests;

/// <summary>
/// Bytes that come from outside may be anything, and bytes that are written stay for ever. So whoever decodes some has a test that sends
/// damaged ones through it (<c>[Fuzzes]</c>), and whoever writes some has a test that pins them (<c>[GoldenBytes]</c>). Both are found in
/// the compiled code: a new one has its test, or a line with its reason in <see cref="KnownBytes"/>.
/// </summary>
public sealed class BytesTests
{
    private const string Own = "Hathi.Architecture.Tests";

    [Fact]
    public void Every_decoder_gets_damaged_bytes() => Assert.Empty(Undamaged(House.MayUse.Keys, TestMarks.Here));

    [Fact]
    public void Who_writes_says_in_which_format() =>
        Assert.Empty(Of(House.MayUse.Keys, static use => use.Writers)
            .Where(static t => !KnownBytes.Written.ContainsKey(t) && !KnownBytes.NoFormat.ContainsKey(t))
            .Select(static t => $"{t} writes: name its format in KnownBytes.Written and pin the bytes, or say in NoFormat why it is none"));

    [Fact]
    public void Every_format_has_its_bytes() =>
        Assert.Empty(KnownBytes.Written.Values.SelectMany(static f => f).Distinct()
            .Where(static f => !TestMarks.Here.IsPinned(f))
            .Select(static f => $"no test pins the bytes of {f}: [GoldenBytes]"));

    [Fact]
    public void Every_version_has_its_bytes() => Assert.Empty(Unpinned(House.MayUse.Keys, TestMarks.Here));

    [Fact]
    public void What_is_known_is_still_there()
    {
        var decoders = Of(House.MayUse.Keys, static use => use.Decoders).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(KnownBytes.Elsewhere.Keys.Where(t => !decoders.Contains(t) || TestMarks.Here.IsFuzzed(t)));
        var writers = Of(House.MayUse.Keys, static use => use.Writers).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(KnownBytes.Written.Keys.Concat(KnownBytes.NoFormat.Keys).Where(t => !writers.Contains(t)));
    }

    /// <summary>The same on types that were made for this: without their tests they are refused, with them they are not.</summary>
    [Fact]
    public void A_decoder_and_a_format_without_a_test_are_refused()
    {
        var nothing = new TestMarks([]);
        Assert.Equal([$"{Own}.Check.NewDecoder", $"{Own}.Check.NewTry"], MadeUp(Undamaged, nothing).Select(static w => w.Split(' ')[0]));
        Assert.Equal([$"{Own}.Check.NewFormat 1", $"{Own}.Check.NewFormat 2"], MadeUp(Unpinned, nothing).Select(Begin));
        Assert.Contains($"{Own}.Check.NewFormat", Of([Own], static use => use.Writers));

        // Not in one piece: this text is no mark itself.
        const string Mark = "namespace Hathi.Architecture.Tests.Check.Inner;\n"
            + "[Fuz" + "zes(typeof(NewDecoder), typeof(Check.NewTry))]\n[Golden" + "Bytes(typeof(NewFormat), 1)]";
        var marks = new TestMarks([Mark]);
        Assert.Empty(MadeUp(Undamaged, marks));
        Assert.Equal([$"{Own}.Check.NewFormat 2"], MadeUp(Unpinned, marks).Select(Begin));
        Assert.NotEmpty(MadeUp(Undamaged, new TestMarks([Mark.Replace("Check.Inner", "Other", StringComparison.Ordinal)])));
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

    private static IEnumerable<string> MadeUp(Func<IEnumerable<string>, TestMarks, IEnumerable<string>> wrong, TestMarks marks) =>
        wrong([Own], marks).Where(static w => w.StartsWith($"{Own}.Check.", StringComparison.Ordinal));

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
}
