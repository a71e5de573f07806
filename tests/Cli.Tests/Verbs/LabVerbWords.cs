using Hathi.Tests.Cases;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>The words of texts about labs: what they mean stands in tests/Cases/README.md.</summary>
internal sealed class LabVerbWords : Language
{
    /// <param name="stage">Where there is a lab.</param>
    public LabVerbWords(LabVerbStage stage)
    {
        Given("a lab of {nodes} node(s) that serves {services…}", m => stage.Make(m.Int("nodes"), m.List("services")));
        Given("it runs", _ => stage.StartAsync().Patiently().GetAwaiter().GetResult());
        Given("{node} has logged {lines…}", m => stage.Log(m["node"], m.List("lines")));
    }

    protected override string? RefusalOf(Exception e) => null;
}
