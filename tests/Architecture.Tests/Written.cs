namespace Hathi.Architecture.Tests;

/// <summary>Files of the repository that are made from what compiled code says.</summary>
internal static class Written
{
    /// <summary>Set: they are written, not compared.</summary>
    private const string Variable = "HATHI_WRITE_REFERENCE";

    internal static void Check(string file, string text)
    {
        var path = Path.Join(Repository.Root, file);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{file} is not there: run this test with {Variable}=1.");
        var (wanted, found) = (text.Split('\n'), File.ReadAllText(path).Split('\n'));
        var at = Enumerable.Range(0, Math.Max(wanted.Length, found.Length))
            .FirstOrDefault(i => wanted.ElementAtOrDefault(i) != found.ElementAtOrDefault(i), -1);
        Assert.True(
            at < 0,
            $"{file}, line {at + 1}: \"{found.ElementAtOrDefault(at)}\", and the tables say \"{wanted.ElementAtOrDefault(at)}\". "
            + $"Run this test with {Variable}=1.");
    }
}
