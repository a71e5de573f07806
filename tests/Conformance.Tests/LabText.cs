namespace Hathi.Conformance.Tests;

/// <summary>A directory of a lab with one text in it, <c>in</c>, and a local one for what a test makes; both gone afterwards.</summary>
internal sealed class LabText : IDisposable
{
    private readonly LabFixture _lab;
    private readonly string _directory;
    private readonly WorkDirectory _work = new();

    public LabText(LabFixture lab, string directory, IEnumerable<string> lines)
    {
        (_lab, _directory) = (lab, directory);
        var text = Local("text");
        File.WriteAllLines(text, lines);
        lab.Hathi("dfs", "-mkdir", "-p", directory).Ok();
        lab.Hathi("dfs", "-put", text, directory + "/in").Ok();
    }

    /// <summary>A path of this machine.</summary>
    public string Local(string name) => Path.Combine(_work.Path, name);

    /// <summary>Writes a local file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string content)
    {
        File.WriteAllText(Local(name), content);
        return Local(name);
    }

    public void Dispose()
    {
        _lab.Hathi("dfs", "-rm", "-r", "-skipTrash", _directory);
        _work.Dispose();
    }
}
