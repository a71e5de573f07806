namespace Hathi.Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void Every_project_has_its_place_in_the_house_and_every_place_its_project() =>
        Assert.Equal(House.MayUse.Keys, Repository.Projects("src").Select(Repository.NameOf).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Join(Repository.Root, "Hathi.slnx"));
        var missing = Repository.Projects("src")
            .Concat(Repository.Projects("tests"))
            .Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void Projects_reference_only_what_lies_below_them()
    {
        var wrong =
            from project in Repository.Projects("src")
            let name = Repository.NameOf(project)
            where House.MayUse.ContainsKey(name)
            from reference in Repository.ReferencesOf(project)
            where !House.MayUse[name].Contains(reference, StringComparer.Ordinal)
            select $"{name} → {reference}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Assemblies_use_only_what_lies_below_them()
    {
        var wrong = new List<string>();
        foreach (var (name, allowed) in House.MayUse)
        {
            using var assembly = new Assembly(name);
            wrong.AddRange(assembly.ReferencedAssemblies
                .Where(r => House.MayUse.ContainsKey(r) && !allowed.Contains(r, StringComparer.Ordinal))
                .Select(r => $"{name} → {r}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Public_types_live_in_the_namespace_of_their_project()
    {
        var wrong = new List<string>();
        foreach (var name in House.MayUse.Keys)
        {
            // The compiler puts a Program of top-level statements into no namespace.
            var root = House.Namespaces.GetValueOrDefault(name, name);
            using var assembly = new Assembly(name);
            wrong.AddRange(assembly.Namespaces
                .Where(n => n != root && !(name == "hathi" && n.Length == 0) && !n.StartsWith(root + ".", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Select(n => $"{n} in {name}"));
        }

        Assert.Empty(wrong);
    }
}
