namespace Hathi.Architecture.Tests;

/// <summary>Who looks for a line of code finds its folder in ARCHITECTURE.md, with what it is for.</summary>
public sealed class NamedFolderTests
{
    private static string Architecture => File.ReadAllText(Path.Join(Repository.Root, "ARCHITECTURE.md"));

    private static SortedSet<string> Folders
    {
        get
        {
            var sources = Repository.Files("src", "*.cs").Concat(Repository.Files("src", "*.proto"));
            return new(sources.Select(static f => Path.GetDirectoryName(f)!.Replace('\\', '/')), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Every_folder_of_src_is_named() => Assert.Empty(NamedFolders.Missing(Folders, Architecture));

    [Fact]
    public void Every_folder_that_is_named_is_there() => Assert.Empty(NamedFolders.Gone(Folders, Architecture));

    /// <summary>Houses that are refused: a folder more, a row less, a name in a row less.</summary>
    [Fact]
    public void A_folder_without_its_name_is_refused()
    {
        var (folders, text) = (Folders, Architecture);
        Assert.Equal(["src/Log/Tape"], NamedFolders.Missing(folders.Append("src/Log/Tape"), text));
        Assert.Equal(["src/Attic"], NamedFolders.Missing(folders.Append("src/Attic"), text));
        Assert.Equal(["src/Log"], NamedFolders.Missing(folders, Without(text, "| `src/Log` |", "| `src/Logs` |")));
        Assert.Equal(["src/Lab/Spec"], NamedFolders.Missing(folders, Without(text, "`Spec/`", "what is")));
    }

    [Fact]
    public void A_name_without_its_folder_is_refused()
    {
        var (folders, text) = (Folders, Architecture);
        Assert.Equal(["src/Logs"], NamedFolders.Gone(folders, Without(text, "| `src/Log` |", "| `src/Logs` |")));
        Assert.Equal(["src/Lab/Plans"], NamedFolders.Gone(folders, Without(text, "`Spec/`", "`Plans/`")));
    }

    private static string Without(string text, string name, string instead) => text.Replace(name, instead, StringComparison.Ordinal);
}
