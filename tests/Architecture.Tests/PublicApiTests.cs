namespace Hathi.Architecture.Tests;

/// <summary>
/// Programs of others are compiled against the client libraries: what these offer is written down, a file a library in <c>Api</c>, and a
/// change of it is one that somebody meant. With HATHI_WRITE_API=1 the files are written anew.
/// </summary>
public sealed class PublicApiTests
{
    private const string Folder = "tests/Architecture.Tests/Api";

    private static readonly string[] Pinned =
    [
        "Hathi.Hadoop.Conf", "Hathi.Hdfs.Client", "Hathi.MapReduce.Api", "Hathi.MapReduce.Client", "Hathi.MapReduce.Engine",
        "Hathi.Records", "Hathi.Yarn.Client",
    ];

    public static TheoryData<string> Libraries()
    {
        var libraries = new TheoryData<string>();
        foreach (var library in Pinned)
        {
            libraries.Add(library);
        }

        return libraries;
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_a_library_offers_is_what_its_file_says(string library)
    {
        var now = ApiText.Of(library);
        var file = Path.Join(Repository.Root, Folder, library + ".txt");
        if (Environment.GetEnvironmentVariable("HATHI_WRITE_API") == "1")
        {
            File.WriteAllText(file, now);
        }

        var changed = Changes(File.Exists(file) ? File.ReadAllText(file) : "", now);
        Assert.True(
            changed.Count == 0,
            $"{library} offers something else than {Folder}/{library}.txt says. If that is meant, run this test with HATHI_WRITE_API=1 "
            + $"and tell users in CHANGELOG.md:\n{string.Join('\n', changed)}");
    }

    [Fact]
    public void Each_file_is_of_a_library() =>
        Assert.Equal(Pinned, Repository.Files(Folder, "*.txt").Select(Repository.NameOf).Order(StringComparer.Ordinal));

    /// <summary>Kinds of types, of members, of parameters, and what is not told: the sample has them all.</summary>
    [Fact]
    public void The_text_tells_all_that_others_can_call() => Assert.Equal(
        """
        interface Hathi.Architecture.Tests.Check.IOffered
          string? Find(string name)
          virtual int Level()
        enum Hathi.Architecture.Tests.Check.Kind : byte
          One = 1
          Two = 2
        delegate Task<string?> Hathi.Architecture.Tests.Check.Made(in int count, string[]? names = default)
        static class Hathi.Architecture.Tests.Check.OfferedExtensions
          extension(Kind) static Kind Least()
          static Kind Least()
          static TKey First<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> all, bool sorted = false) where TKey : struct, IDisposable
        sealed class Hathi.Architecture.Tests.Check.OfferedRecord : IEquatable<OfferedRecord>
          Kind? Kind { get; init; }
          new(Kind? Kind)
        abstract class Hathi.Architecture.Tests.Check.Offered<T> : IDisposable, IOffered where T : class, new()
          abstract void Dispose()
          const int Most = 5
          event Action? Ended
          int Count { get; protected set; }
          protected new(T first)
          protected virtual void Change(ref T value, out long length)
          required string Name { get; init; }
          static Offered<T>.Part Cut(params ReadOnlySpan<int> at)
          static readonly T[]? All
          string this[int index] { get; }
          string? Find(string name)
        struct Hathi.Architecture.Tests.Check.Offered<T>.Part : IEquatable<Offered<T>.Part> where T : class, new()
          int Length { get; set; }
          new(int Length)

        """,
        ApiText.Of(typeof(Check.IOffered).Assembly.GetExportedTypes().Where(static t => t.Namespace == typeof(Check.IOffered).Namespace)));

    /// <summary>What the test is there for.</summary>
    [Theory]
    [InlineData("class A\n  void Do()\n", "class A\n", "- class A / void Do()")]
    [InlineData("class A\n  void Do()\n", "class A\n  void Do(int n)\n", "- class A / void Do()", "+ class A / void Do(int n)")]
    [InlineData("class A\nclass B\n  void Do()\n", "class A\n  void Do()\nclass B\n", "- class B / void Do()", "+ class A / void Do()")]
    [InlineData("class A\n", "sealed class A\n", "- class A", "+ sealed class A")]
    [InlineData("class A\n", "class A\nclass B\n", "+ class B")]
    public void A_change_is_told_with_its_type(string then, string now, params string[] told) => Assert.Equal(told, Changes(then, now));

    private static List<string> Changes(string then, string now)
    {
        var (before, after) = (Lines(then), Lines(now));
        return [.. before.Except(after).Select(static line => "- " + line), .. after.Except(before).Select(static line => "+ " + line)];
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line[0] == ' ' ? type : line;
            lines.Add(line == type ? line : $"{type} / {line.TrimStart()}");
        }

        return lines;
    }
}
